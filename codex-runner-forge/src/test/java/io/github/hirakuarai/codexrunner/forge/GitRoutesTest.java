package io.github.hirakuarai.codexrunner.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.forge.Client.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.RemoteRefUpdate.Status;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRoutesTest extends ForgeTest {

    private Git clone;

    @BeforeEach
    void cloneRepository(@TempDir Path folder) throws Exception {
        clone = Git.cloneRepository()
                .setURI(url())
                .setDirectory(folder.toFile())
                .call();
    }

    @Test
    void anybodyClones() {
        assertThat(clone.getRepository().getWorkTree().toPath().resolve("docs/a.md"))
                .hasContent("one\ntwo\n");
    }

    @Test
    void aWriterPushesAndTheRequestIsAWrite() throws Exception {
        ObjectId commit = commit("hello");

        assertThat(push(WRITER, true, update(commit, "refs/heads/codex/1", null)))
                .containsExactly(Status.OK);

        assertThat(forge.look(REPO).file("refs/heads/codex/1", "new.txt")).hasValue("hello");
        assertThat(forge.writes()).singleElement().satisfies(request -> {
            assertThat(request.path()).endsWith("/git-receive-pack");
            assertThat(request.actor()).isEqualTo(WRITER);
        });
    }

    @Test
    void aReaderDoesNotPush() throws Exception {
        ObjectId commit = commit("hello");

        assertThatThrownBy(() -> push(READER, false, update(commit, "refs/heads/codex/1", null)))
                .isInstanceOf(TransportException.class);
        assertThat(forge.writes()).isEmpty();
    }

    @Test
    void ofTwoThatCreateOneRefTheSecondLoses() throws Exception {
        ObjectId first = commit("first");
        ObjectId second = commit("second");
        String ref = "refs/codex/briefs/" + "a".repeat(64);

        assertThat(push(WRITER, true, update(first, ref, ObjectId.zeroId()))).containsExactly(Status.OK);
        assertThat(push(WRITER, true, update(second, ref, ObjectId.zeroId())))
                .containsExactly(Status.REJECTED_REMOTE_CHANGED);

        assertThat(forge.look(REPO).refs("refs/codex/")).containsOnly(Map.entry(ref, first.name()));
    }

    @Test
    void anAtomicPushMovesBothRefsOrNone() throws Exception {
        ObjectId commit = commit("hello");
        forge.protectBranch(REPO, "main");

        List<Status> statuses = push(
                WRITER, true, update(commit, "refs/codex/briefs/x", null), update(commit, "refs/heads/main", null));

        assertThat(statuses).doesNotContain(Status.OK);
        assertThat(forge.look(REPO).refs("refs/codex/")).isEmpty();
    }

    @Test
    void refusedRefsAndProtectedBranchesDoNotMove() throws Exception {
        ObjectId commit = commit("hello");
        forge.refuseRefs(REPO, "refs/codex/");
        forge.protectBranch(REPO, "main");

        assertThat(push(WRITER, false, update(commit, "refs/codex/briefs/x", null)))
                .containsExactly(Status.REJECTED_OTHER_REASON);
        assertThat(push(WRITER, false, update(commit, "refs/heads/main", null)))
                .containsExactly(Status.REJECTED_OTHER_REASON);
    }

    @Test
    void anOpenPullRequestFollowsItsBranch() throws Exception {
        ObjectId first = commit("first");
        push(WRITER, false, update(first, "refs/heads/codex/1", null));
        int pull = forge.as(WRITER).openPull(REPO, "codex/1", "main", "RunExecution", "closes #1");
        ObjectId second = commit("second");
        push(WRITER, false, update(second, "refs/heads/codex/1", null));

        assertThat(forge.look(REPO).pulls()).singleElement().satisfies(view -> {
            assertThat(view.issue().number()).isEqualTo(pull);
            assertThat(view.headCommit()).isEqualTo(second.name());
            assertThat(view.files()).containsExactly("new.txt");
        });
    }

    @Test
    void pullRequestsAreRefusedAsGitHubDoes() throws Exception {
        Reply nothing = open("codex/none", "main");
        assertThat(nothing.status()).isEqualTo(422);
        assertThat(nothing.json().path("errors").get(0).path("field").asString())
                .isEqualTo("head");

        push(WRITER, false, update(clone.getRepository().resolve("HEAD"), "refs/heads/codex/same", null));
        assertThat(open("codex/same", "main")
                        .json()
                        .path("errors")
                        .get(0)
                        .path("message")
                        .asString())
                .isEqualTo("No commits between main and codex/same");

        push(WRITER, false, update(commit("hello"), "refs/heads/codex/1", null));
        assertThat(open("codex/1", "main").status()).isEqualTo(201);
        assertThat(open("codex/1", "main")
                        .json()
                        .path("errors")
                        .get(0)
                        .path("message")
                        .asString())
                .isEqualTo("A pull request already exists for HirakuArai:codex/1.");
        assertThat(writer().get(repo("/pulls?state=all&head=HirakuArai:codex/1"))
                        .json())
                .hasSize(1);
        assertThat(writer().get(repo("/pulls?state=all&head=HirakuArai:codex/2"))
                        .json())
                .isEmpty();
    }

    private Reply open(String head, String base) throws Exception {
        return writer().post(
                        repo("/pulls"),
                        Json.object("title", "RunExecution", "head", head, "base", base, "body", "text"));
    }

    private ObjectId commit(String content) throws Exception {
        Files.writeString(
                clone.getRepository().getWorkTree().toPath().resolve("new.txt"), content, StandardCharsets.UTF_8);
        clone.add().addFilepattern("new.txt").call();
        return clone.commit()
                .setSign(false)
                .setAuthor("t", "t@example.org")
                .setCommitter("t", "t@example.org")
                .setMessage(content)
                .call();
    }

    private RemoteRefUpdate update(ObjectId commit, String ref, @Nullable ObjectId expected) throws Exception {
        return new RemoteRefUpdate(clone.getRepository(), commit.name(), ref, true, null, expected);
    }

    private List<Status> push(String login, boolean atomic, RemoteRefUpdate... updates) throws Exception {
        try (Transport transport = Transport.open(clone.getRepository(), "origin")) {
            transport.setCredentialsProvider(new UsernamePasswordCredentialsProvider(
                    "x-access-token", forge.user(login).token()));
            transport.setPushAtomic(atomic);
            transport.setPushThin(false);
            PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(updates));
            return result.getRemoteUpdates().stream()
                    .map(RemoteRefUpdate::getStatus)
                    .toList();
        } catch (org.eclipse.jgit.errors.TransportException e) {
            throw new TransportException(e.getMessage(), e);
        }
    }

    private String url() {
        return forge.cloneUrlPattern().replace("{owner}/{name}", REPO);
    }
}
