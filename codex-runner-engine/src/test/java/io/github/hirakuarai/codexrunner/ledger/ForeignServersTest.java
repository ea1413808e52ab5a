package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.GitHttpBackend;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims and branches on git's own server, with abilities that forges lack. */
class ForeignServersTest {

    private static final Commits.Committer SOMEBODY = new Commits.Committer("x", "x@example.org", Instant.EPOCH);

    @TempDir
    private Path folder;

    private TestClock clock;

    @BeforeEach
    void setUp() {
        clock = new TestClock(Instant.parse("2026-11-21T05:00:00Z"));
    }

    @Test
    void whereThePushCannotBeAtomicTheRecordMovesFirstAndTheBranchFollows() throws IOException {
        try (GitHttpBackend server = GitHttpBackend.in(folder.resolve("server"), "demo.git");
                Mirror mirror = Mirror.open(folder.resolve("mirror"), server.uri(), Optional::empty)) {
            server.configure("receive.advertiseAtomic", "false");
            Claim claim = claimed(mirror);
            String before = server.git("rev-parse", LedgerTest.onIssue(1).ref());
            RefMove branch = new RefMove(
                    "refs/heads/codex/1-body-12345678", null, new Commits(mirror).ofWords(null, "work", SOMEBODY));

            assertThat(claim.publish(branch, record -> record, PushGuard.NONE)).isInstanceOf(PushOutcome.Moved.class);

            assertThat(server.git("rev-parse", branch.ref())).isEqualTo(branch.to());
            assertThat(server.git("rev-parse", LedgerTest.onIssue(1).ref())).isNotEqualTo(before);
        }
    }

    @Test
    void whereThePushCannotBeAtomicARunnerThatLostItsClaimPublishesNoBranch() throws IOException {
        try (GitHttpBackend server = GitHttpBackend.in(folder.resolve("server"), "demo.git");
                Mirror mirror = Mirror.open(folder.resolve("mirror"), server.uri(), Optional::empty);
                Mirror thief = Mirror.open(folder.resolve("thief"), server.uri(), Optional::empty)) {
            server.configure("receive.advertiseAtomic", "false");
            Claim claim = claimed(mirror);
            Ledger other = new Ledger(thief, clock.ledgerClock());
            LedgerEntry entry = other.records(thief.refs(Ledger.REFS))
                    .readable()
                    .values()
                    .iterator()
                    .next();
            assertThat(other.takeOver(entry)).isPresent();
            RefMove branch = new RefMove(
                    "refs/heads/codex/1-body-12345678", null, new Commits(mirror).ofWords(null, "work", SOMEBODY));

            assertThatThrownBy(() -> claim.publish(branch, record -> record, PushGuard.NONE))
                    .isInstanceOfSatisfying(
                            RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
            assertThat(server.git("for-each-ref", "refs/heads/codex/")).isEmpty();
        }
    }

    @Test
    void whereABranchIsOnlyAddedToTheClaimHoldsAndAnotherBranchIsTaken() throws IOException {
        try (GitHttpBackend server = GitHttpBackend.in(folder.resolve("server"), "demo.git");
                Mirror mirror = Mirror.open(folder.resolve("mirror"), server.uri(), Optional::empty)) {
            server.configure("receive.denyNonFastForwards", "true");
            Claim claim = claimed(mirror);
            Commits commits = new Commits(mirror);
            RefMove first =
                    new RefMove("refs/heads/codex/1-body-12345678", null, commits.ofWords(null, "one", SOMEBODY));
            assertThat(claim.publish(first, record -> record, PushGuard.NONE)).isInstanceOf(PushOutcome.Moved.class);
            String before = server.git("rev-parse", LedgerTest.onIssue(1).ref());
            RefMove replaced = new RefMove(first.ref(), first.to(), commits.ofWords(null, "two", SOMEBODY));

            assertThat(claim.publish(replaced, record -> record.withBranch("codex/1-body-12345678"), PushGuard.NONE))
                    .isInstanceOfSatisfying(
                            PushOutcome.Refused.class,
                            refused -> assertThat(refused.isNonFastForward())
                                    .as(refused.message())
                                    .isTrue());
            assertThat(server.git("rev-parse", LedgerTest.onIssue(1).ref())).isEqualTo(before);

            RefMove again = new RefMove(first.ref() + "-a2", null, replaced.to());
            assertThat(claim.publish(again, record -> record.withBranch("codex/1-body-12345678-a2"), PushGuard.NONE))
                    .isInstanceOf(PushOutcome.Moved.class);
            assertThat(claim.record().branch()).isEqualTo("codex/1-body-12345678-a2");
            assertThat(server.git("rev-parse", first.ref(), again.ref())).isEqualTo(first.to() + "\n" + replaced.to());
        }
    }

    @Test
    void aRepositoryWithoutACommitHasNoRefs() throws IOException {
        try (GitHttpBackend server = GitHttpBackend.in(folder.resolve("server"), "demo.git");
                Mirror mirror = Mirror.open(folder.resolve("mirror"), server.uri(), Optional::empty)) {
            assertThat(mirror.refs("refs/heads/").commits()).isEmpty();
        }
    }

    @Test
    void aServerThatIsDownIsUnreachableWhateverItsRepositoriesAreCalled() throws IOException {
        for (String name : List.of("empty-app.git", "atomic.git")) {
            GitHttpBackend server = GitHttpBackend.in(folder.resolve(name + "-server"), name);
            server.close();
            try (Mirror mirror = Mirror.open(folder.resolve(name + "-mirror"), server.uri(), Optional::empty)) {
                assertThatThrownBy(() -> mirror.refs("refs/heads/"))
                        .as(name)
                        .isInstanceOfSatisfying(
                                RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
                String commit = new Commits(mirror).ofWords(null, "work", SOMEBODY);
                List<RefMove> two =
                        List.of(new RefMove("refs/heads/a", null, commit), new RefMove("refs/heads/b", null, commit));
                assertThatThrownBy(() -> mirror.push(two))
                        .as(name)
                        .isInstanceOfSatisfying(
                                RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
            }
        }
    }

    private Claim claimed(Mirror mirror) {
        ClaimOutcome outcome = new Ledger(mirror, clock.ledgerClock()).claim(LedgerTest.onIssue(1), null);
        return ((ClaimOutcome.Won) outcome).claim();
    }
}
