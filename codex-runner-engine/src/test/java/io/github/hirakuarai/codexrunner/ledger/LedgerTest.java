package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.TestRemote;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Link;
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
    private static final BriefKey KEY = new BriefKey(Digest.of("the key").hex());

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

        Map<BriefKey, LedgerEntry> entries = entries("b");

        assertThat(remote.tip(Ledger.ref(KEY))).isPresent();
        assertThat(entries).containsOnlyKeys(KEY);
        assertThat(entries.get(KEY).record()).isEqualTo(claim.record());
        assertThat(entries.get(KEY).record().state()).isEqualTo(BriefState.PICKED);
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
        LedgerEntry failed = entries("b").get(KEY);

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
        List<LedgerEntry> history = reader.history(entries("b").get(KEY));

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
        assertThatThrownBy(() -> claim.publish(branch, record -> record))
                .isInstanceOfSatisfying(RunnerException.class, LedgerTest::isLeaseLost);
        assertThat(remote.tip(branch.ref())).isEmpty();
    }

    @Test
    void theBranchAndTheRecordMoveTogether() {
        Claim claim = won(ledger("a").claim(record(), null));
        claim.move(record -> record.running(null));
        String before = remote.tip(Ledger.ref(KEY)).orElseThrow();
        RefMove branch = new RefMove("refs/heads/codex/1-body-12345678", null, remote.firstCommit());

        assertThat(claim.publish(branch, record -> record)).isInstanceOf(PushOutcome.Moved.class);

        assertThat(remote.tip(branch.ref())).contains(remote.firstCommit());
        assertThat(remote.tip(Ledger.ref(KEY)).orElseThrow()).isNotEqualTo(before);
    }

    @Test
    void aBranchThatStandsElsewhereThanExpectedMovesNeither() {
        Claim claim = won(ledger("a").claim(record(), null));
        claim.publish(new RefMove("refs/heads/taken", null, remote.firstCommit()), record -> record);
        String record = remote.tip(Ledger.ref(KEY)).orElseThrow();
        RefMove again = new RefMove("refs/heads/taken", null, record);

        assertThat(claim.publish(again, same -> same)).isInstanceOf(PushOutcome.Lost.class);
        assertThat(remote.tip(Ledger.ref(KEY))).contains(record);
        claim.check();
    }

    @Test
    void withinItsTimeAClaimIsAFenceThatAsksNobody() {
        Claim claim = won(ledger("a").claim(record(), null));
        String before = remote.tip(Ledger.ref(KEY)).orElseThrow();

        clock.forward(LEASE.multipliedBy(2).dividedBy(3).minusSeconds(1));
        claim.check();

        assertThat(remote.tip(Ledger.ref(KEY))).contains(before);
    }

    @Test
    void afterTwoThirdsOfTheLeaseTheFenceRenewsFirst() {
        Claim claim = won(ledger("a").claim(record(), null));
        String before = remote.tip(Ledger.ref(KEY)).orElseThrow();

        clock.forward(LEASE.multipliedBy(2).dividedBy(3));
        assertThat(claim.expired()).isTrue();
        claim.check();

        assertThat(remote.tip(Ledger.ref(KEY)).orElseThrow()).isNotEqualTo(before);
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
    void aRecordThatNobodyCanReadIsRefusedByItsName() {
        Mirror mirror = mirror("vandal");
        String nonsense = new Commits(mirror)
                .ofWords(null, "not json", new Commits.Signature("x", "x@example.org", Instant.EPOCH));
        mirror.push(List.of(new RefMove(Ledger.ref(KEY), null, nonsense)));

        assertThatThrownBy(() -> entries("b"))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining(Ledger.ref(KEY));
    }

    private void takeOver() {
        Mirror mirror = mirror("thief");
        LedgerEntry entry = new Ledger(mirror, clock.ledgerClock())
                .entries(mirror.refs(Ledger.REFS))
                .get(KEY);
        String commit = new Commits(mirror)
                .ofWords(
                        entry.commit(),
                        RecordFormat.write(entry.record().ended(Result.INTERRUPTED, "INTERRUPTED")),
                        new Commits.Signature("x", "x@example.org", Instant.EPOCH));
        mirror.push(List.of(new RefMove(Ledger.ref(KEY), entry.commit(), commit)));
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

    private Map<BriefKey, LedgerEntry> entries(String runner) {
        Mirror mirror = mirror(runner);
        return new Ledger(mirror, clock.ledgerClock()).entries(mirror.refs(Ledger.REFS));
    }

    private Mirror mirror(String runner) {
        Mirror mirror = Mirror.open(folder.resolve(runner + ".git"), remote.uri(), Optional::empty);
        // What a branch is moved to was built here, on what was fetched.
        mirror.fetch(Map.of("refs/heads/main", remote.firstCommit()));
        return mirror;
    }

    private static LedgerRecord record() {
        return new LedgerRecord(
                BriefState.PICKED,
                1,
                null,
                null,
                KEY,
                BriefId.parse("octo/app#1").orElseThrow(),
                "example.org/1/body/1/1",
                Digest.of("content"),
                "runner",
                new RunId("20261121T050000Z-1-body-000000"),
                "",
                Instant.parse("2026-11-21T05:00:00Z"),
                LEASE,
                "codex/1-body-12345678",
                null,
                List.of(),
                List.of());
    }
}
