package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.ForgeActor;
import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.ForgeUser;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.forge.openapi.GitHubConformance;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A forge with one repository: the runner and alice may write there, mallory may read. */
final class Scene implements AutoCloseable {

    static final String REPOSITORY = "octo/app";
    static final RepositoryName NAME = new RepositoryName("octo", "app");
    static final BriefKey KEY = new BriefKey("ab".repeat(32));

    final LoopbackForge forge;
    final SettableClock clock = new SettableClock();
    final long repositoryId;
    final ForgeUser runner;
    final ForgeActor alice;
    final ForgeActor mallory;
    final TestContext context;
    private boolean asGitHub = true;

    Scene(Path folder) {
        forge = LoopbackForge.start(new ForgeOptions(0, folder.resolve("forge"), clock));
        repositoryId = forge.createRepository(REPOSITORY, "main", Map.of("README.md", "app\n"));
        runner = forge.createUser("runner", false);
        alice = actor("alice", Permission.WRITE);
        mallory = actor("mallory", Permission.READ);
        forge.setPermission(REPOSITORY, "runner", Permission.WRITE);
        context = new TestContext(forge.apiUrl(), runner.token(), clock, folder.resolve("state"));
    }

    private ForgeActor actor(String login, Permission permission) {
        forge.createUser(login, false);
        forge.setPermission(REPOSITORY, login, permission);
        return forge.as(login);
    }

    /** A runner that starts anew, remembering nothing. */
    TestContext restarted(Path folder) {
        return new TestContext(forge.apiUrl(), runner.token(), clock, folder);
    }

    Account account(String login) {
        ForgeUser user = forge.user(login);
        return new Account(user.id(), user.login(), user.bot());
    }

    /** An issue as the source gives it. */
    Issue issue(int number) {
        return context.client()
                .issue(new RepositoryEntry(repositoryId, NAME), number)
                .orElseThrow()
                .issue();
    }

    RepositoryView look() {
        return forge.look(REPOSITORY);
    }

    /** What the work writes, as method and path. */
    List<String> writesOf(Runnable work) {
        int before = forge.writes().size();
        work.run();
        return forge.writes().stream().skip(before).map(Scene::describe).toList();
    }

    /** What the work asks for, as method and path. */
    List<String> requestsOf(Runnable work) {
        int before = forge.requests().size();
        work.run();
        return forge.requests().stream().skip(before).map(Scene::describe).toList();
    }

    /** Lets the forge answer as other forges do, which GitHub does not. */
    void likeOtherForges() {
        asGitHub = false;
    }

    /** Ends the scene, in which no request and no answer may have been other than GitHub describes them. */
    @Override
    public void close() {
        forge.close();
        if (asGitHub) {
            assertThat(GitHubConformance.violations(forge.requests())).isEmpty();
        }
    }

    private static String describe(RecordedRequest request) {
        return request.method() + " " + request.path().replace("/api/v3/repos/" + REPOSITORY, "");
    }
}
