package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.FileEdit;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.git.TestRemote;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final IssueRef ISSUE = new IssueRef(1, 1);
    private static final BriefKey KEY = BriefKey.of(
            new DocumentRef(
                    "example.org", 1, RepositoryName.parse("octo/app").orElseThrow(), 1, DocumentKind.ISSUE_BODY, 1),
            Digest.of("content"),
            1);

    @TempDir
    private Path folder;

    private TestRemote remote;
    private TestClock clock;

    @BeforeEach
    void setUp() {
        remote = TestRemote.in(folder.resolve("server.git"));
        clock = new TestClock(Instant.parse("2026-11-21T05:00:00Z"));
    }

    @AfterEach
    void tearDown() {
        remote.close();
    }

    @Test
    void aClaimCreatesTheBriefsRefAndItsRecordIsReadBack() {
        Claim claim = won(ledger("a").claim(record(), null));

        Map<BriefRef, LedgerEntry> entries = records("b").readable();

        assertThat(remote.tip(Ledger.ref(ISSUE, KEY))).isPresent();
        assertThat(entries).containsOnlyKeys(new BriefRef(ISSUE, KEY));
        assertThat(entry("b").record()).isEqualTo(claim.record());
        assertThat(entry("b").record().state()).isEqualTo(BriefState.PICKED);
    }

    @Test
    void ofManyRunnersThatClaimAtOnceOneWins() throws Exception {
        int runners = 6;
        CyclicBarrier together = new CyclicBarrier(runners);
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        List<Future<ClaimOutcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            Ledger ledger = ledger("runner-" + i);
            outcomes.add(threads.submit(() -> {
                together.await();
                return ledger.claim(record(), null);
            }));
        }
        int won = 0;
        for (Future<ClaimOutcome> outcome : outcomes) {
            won += outcome.get() instanceof ClaimOutcome.Won ? 1 : 0;
        }
        threads.shutdown();

        assertThat(won).isEqualTo(1);
    }

    @Test
    void aBriefThatHasARecordIsNotClaimedAgain() {
        won(ledger("a").claim(record(), null));

        assertThat(ledger("b").claim(record(), null)).isInstanceOf(ClaimOutcome.Lost.class);
    }

    @Test
    void aCommandMovesAFailedRecordToItsNextAttemptOnce() {
        won(ledger("a").claim(record(), null)).move(record -> record.ended(Result.FAILURE, "STEP_FAILED"));
        LedgerEntry failed = entry("b");

        assertThat(ledger("b").claim(record(), failed)).isInstanceOf(ClaimOutcome.Won.class);
        assertThat(ledger("c").claim(record(), failed)).isInstanceOf(ClaimOutcome.Lost.class);
    }

    @Test
    void theRefsHistoryIsTheBriefs() {
        Claim claim = won(ledger("a").claim(record(), null));
        claim.move(record -> record.running(7L));
        claim.renew();
        claim.move(record ->
                record.withLinks(List.of(new Link("pull_request", "octo/app#9", URI.create("https://example.org/9")))));
        claim.move(record -> record.ended(Result.SUCCESS, null));

        Ledger reader = ledger("b");
        List<LedgerEntry> history = reader.history(entry("b"));

        assertThat(history)
                .extracting(entry -> entry.record().state())
                .containsExactly(
                        BriefState.DONE, BriefState.RUNNING, BriefState.RUNNING, BriefState.RUNNING, BriefState.PICKED);
        assertThat(history.get(0).record().links()).hasSize(1);
        assertThat(history.get(0).record().statusComment()).isEqualTo(7L);
    }

    @Test
    void aClaimThatAnotherRunnerTookOverWritesNothingMore() {
        Claim claim = won(ledger("a").claim(record(), null));
        takeOver();

        assertThatThrownBy(claim::renew).isInstanceOfSatisfying(RunnerException.class, LedgerTest::isLeaseLost);
        assertThatThrownBy(claim::check).isInstanceOfSatisfying(RunnerException.class, LedgerTest::isLeaseLost);
        assertThat(claim.expired()).isTrue();
    }

    @Test
    void aRunnerThatLostItsClaimPublishesNoBranch() {
        Ledger ledger = ledger("a");
        Claim claim = won(ledger.claim(record(), null));
        takeOver();

        RefMove branch = new RefMove("refs/heads/codex/1-body-12345678", null, remote.firstCommit());
        assertThatThrownBy(() -> claim.publish(branch, record -> record, PushGuard.NONE))
                .isInstanceOfSatisfying(RunnerException.class, LedgerTest::isLeaseLost);
        assertThat(remote.tip(branch.ref())).isEmpty();
    }

    @Test
    void theBranchAndTheRecordMoveTogether() {
        Claim claim = won(ledger("a").claim(record(), null));
        claim.move(record -> record.running(null));
        String before = remote.tip(Ledger.ref(ISSUE, KEY)).orElseThrow();
        RefMove branch = new RefMove("refs/heads/codex/1-body-12345678", null, remote.firstCommit());

        assertThat(claim.publish(branch, record -> record, PushGuard.NONE)).isInstanceOf(PushOutcome.Moved.class);

        assertThat(remote.tip(branch.ref())).contains(remote.firstCommit());
        assertThat(remote.tip(Ledger.ref(ISSUE, KEY)).orElseThrow()).isNotEqualTo(before);
    }

    @Test
    void aBranchThatStandsElsewhereThanExpectedMovesNeither() {
        Claim claim = won(ledger("a").claim(record(), null));
        claim.publish(new RefMove("refs/heads/taken", null, remote.firstCommit()), record -> record, PushGuard.NONE);
        String record = remote.tip(Ledger.ref(ISSUE, KEY)).orElseThrow();
        RefMove again = new RefMove("refs/heads/taken", null, record);

        assertThat(claim.publish(again, same -> same, PushGuard.NONE)).isInstanceOf(PushOutcome.Lost.class);
        assertThat(remote.tip(Ledger.ref(ISSUE, KEY))).contains(record);
        claim.check();
    }

    @Test
    void withinItsTimeAClaimIsAFenceThatAsksNobody() {
        Claim claim = won(ledger("a").claim(record(), null));
        String before = remote.tip(Ledger.ref(ISSUE, KEY)).orElseThrow();

        clock.forward(LEASE.multipliedBy(2).dividedBy(3).minusSeconds(1));
        claim.check();

        assertThat(remote.tip(Ledger.ref(ISSUE, KEY))).contains(before);
    }

    @Test
    void afterTwoThirdsOfTheLeaseTheFenceRenewsFirst() {
        Claim claim = won(ledger("a").claim(record(), null));
        String before = remote.tip(Ledger.ref(ISSUE, KEY)).orElseThrow();

        clock.forward(LEASE.multipliedBy(2).dividedBy(3));
        assertThat(claim.expired()).isTrue();
        claim.check();

        assertThat(remote.tip(Ledger.ref(ISSUE, KEY)).orElseThrow()).isNotEqualTo(before);
        assertThat(claim.expired()).isFalse();
    }

    @Test
    void theClockThatRanFurtherCounts() {
        Claim byWall = won(ledger("a").claim(record(), null));
        clock.setWallForward(LEASE);
        assertThat(byWall.expired()).isTrue();
        byWall.renew();

        clock.setWallForward(LEASE.negated());
        assertThat(byWall.expired()).as("a wall clock set back").isTrue();
        byWall.renew();

        clock.runNanos(LEASE);
        assertThat(byWall.expired()).as("a wall clock that stood still").isTrue();
    }

    @Test
    void afterItsEndAClaimThatIsOverdueShowsNothingMore() {
        Claim claim = won(ledger("a").claim(record(), null));
        claim.move(record -> record.ended(Result.FAILURE, "STEP_FAILED"));
        claim.check();

        clock.forward(LEASE);

        assertThatThrownBy(claim::check).isInstanceOfSatisfying(RunnerException.class, LedgerTest::isLeaseLost);
    }

    @Test
    void whatIsNoRecordIsToldByItsNameAndKeepsNoOtherFromBeingRead() {
        won(ledger("a").claim(record(), null));
        Mirror mirror = mirror("vandal");
        Commits commits = new Commits(mirror);
        Commits.Committer vandal = new Commits.Committer("x", "x@example.org", Instant.EPOCH);
        BriefRef junk = new BriefRef(new IssueRef(1, 2), KEY);
        BriefRef files = new BriefRef(new IssueRef(1, 3), KEY);
        mirror.push(List.of(
                new RefMove(junk.below(Ledger.REFS), null, commits.ofWords(null, "not json", vandal)),
                new RefMove(
                        files.below(Ledger.REFS),
                        null,
                        commits.onTopOf(
                                remote.firstCommit(),
                                List.of(new FileEdit.Put("a", FileChange.Mode.SUBMODULE, remote.firstCommit())),
                                RecordFormat.write(record()),
                                vandal,
                                null))));

        RefContents<LedgerEntry> read = records("b");

        assertThat(read.readable()).containsOnlyKeys(new BriefRef(ISSUE, KEY));
        assertThat(read.unreadable()).containsOnlyKeys(junk, files);
        assertThat(read.unreadable().get(junk)).contains(junk.below(Ledger.REFS));
    }

    @Test
    void recordsUnderAFormerNameStopTheStartAndSayHowTheyAreMoved() {
        Mirror mirror = mirror("former");
        String words = new Commits(mirror)
                .ofWords(null, "a record", new Commits.Committer("x", "x@example.org", Instant.EPOCH));
        mirror.push(List.of(new RefMove(Ledger.REFS + KEY.hex(), null, words)));

        assertThatThrownBy(() -> ledger("b").requirePresentLayout(mirror.refs(Ledger.REFS)))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("git push")
                .hasMessageContaining(Ledger.REFS + KEY.hex());
    }

    @Test
    void aLookAtOneIssueAsksForItsRecordsAlone() {
        won(ledger("a").claim(record(), null));
        LedgerRecord other = onIssue(2);
        won(ledger("a").claim(other, null));

        assertThat(mirror("b").refs(Ledger.refs(ISSUE)).commits())
                .containsKey(Ledger.ref(ISSUE, KEY))
                .doesNotContainKey(other.ref());
    }

    @Test
    void whatHasEndedIsReadOnce() {
        won(ledger("a").claim(record(), null)).move(record -> record.ended(Result.FAILURE, "STEP_FAILED"));
        ParsedRecords parsed = new ParsedRecords();
        RemoteRefs refs = mirror("b").refs(Ledger.REFS);
        assertThat(new Ledger(mirror("b"), clock.ledgerClock(), parsed)
                        .unfinished(refs)
                        .readable())
                .isEmpty();

        // A mirror without that commit, and a server that is gone: neither is asked.
        remote.close();
        try (Mirror empty = Mirror.open(folder.resolve("empty.git"), remote.uri(), Optional::empty)) {
            assertThat(new Ledger(empty, clock.ledgerClock(), parsed)
                            .unfinished(refs)
                            .readable())
                    .isEmpty();
        }
    }

    private void takeOver() {
        Mirror mirror = mirror("thief");
        LedgerEntry entry = new Ledger(mirror, clock.ledgerClock())
                .records(mirror.refs(Ledger.REFS))
                .readable()
                .get(new BriefRef(ISSUE, KEY));
        String commit = new Commits(mirror)
                .ofWords(
                        entry.commit(),
                        RecordFormat.write(entry.record().ended(Result.INTERRUPTED, "INTERRUPTED")),
                        new Commits.Committer("x", "x@example.org", Instant.EPOCH));
        mirror.push(List.of(new RefMove(Ledger.ref(ISSUE, KEY), entry.commit(), commit)));
    }

    private static void isLeaseLost(RunnerException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST);
    }

    private static Claim won(ClaimOutcome outcome) {
        assertThat(outcome).isInstanceOf(ClaimOutcome.Won.class);
        return ((ClaimOutcome.Won) outcome).claim();
    }

    private Ledger ledger(String runner) {
        return new Ledger(mirror(runner), clock.ledgerClock());
    }

    private LedgerEntry entry(String runner) {
        return records(runner).readable().get(new BriefRef(ISSUE, KEY));
    }

    private RefContents<LedgerEntry> records(String runner) {
        Mirror mirror = mirror(runner);
        return new Ledger(mirror, clock.ledgerClock()).records(mirror.refs(Ledger.REFS));
    }

    private Mirror mirror(String runner) {
        Mirror mirror = Mirror.open(folder.resolve(runner + ".git"), remote.uri(), Optional::empty);
        // What a branch is moved to was built here, on what was fetched.
        mirror.fetch(Map.of("refs/heads/main", remote.firstCommit()));
        return mirror;
    }

    private static LedgerRecord record() {
        return onIssue(1);
    }

    static LedgerRecord onIssue(int number) {
        return new LedgerRecord(
                BriefState.PICKED,
                1,
                null,
                null,
                null,
                new DocumentRef(
                        "example.org",
                        1,
                        RepositoryName.parse("octo/app").orElseThrow(),
                        number,
                        DocumentKind.ISSUE_BODY,
                        number),
                1,
                1,
                Digest.of("content"),
                "runner",
                new RunId("20261121T050000Z-1-body-000000"),
                "",
                Instant.parse("2026-11-21T05:00:00Z"),
                LEASE,
                "codex/1-body-12345678",
                null,
                List.of(),
                List.of(),
                new AttemptRequest("devbox-codex", new Account(7, "alice", false), null, null, null, List.of()));
    }
}
