package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.TestRemote;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerBookTest {

    private static final IssueRef ISSUE = new IssueRef(1, 1);
    private static final BriefKey KEY = new BriefKey(Digest.of("the key").hex());
    private static final Duration LEASE = Duration.ofMinutes(10);

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
    void aCommandIsAnsweredByOneOfManyRunners() throws Exception {
        int runners = 4;
        CyclicBarrier together = new CyclicBarrier(runners);
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        List<Future<Optional<AnswerBook.Turn>>> asked = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            AnswerBook book = book("runner-" + i);
            asked.add(threads.submit(() -> {
                together.await();
                return book.begin(ISSUE, KEY, "comment-1", LEASE);
            }));
        }
        int won = 0;
        for (Future<Optional<AnswerBook.Turn>> one : asked) {
            won += one.get().isPresent() ? 1 : 0;
        }
        threads.shutdown();

        assertThat(won).isEqualTo(1);
    }

    @Test
    void whatWasGivenIsNeverBegunAgain() {
        AnswerBook book = book("a");
        book.give(book.begin(ISSUE, KEY, "comment-1", LEASE).orElseThrow());
        clock.forward(LEASE.multipliedBy(10));

        assertThat(book("b").begin(ISSUE, KEY, "comment-1", LEASE)).isEmpty();
        assertThat(book("b").begin(ISSUE, KEY, "comment-2", LEASE))
                .as("another command")
                .isPresent();
    }

    @Test
    void whatWasBegunAndNotGivenIsBegunAnewAfterALease() {
        AnswerBook.Turn turn = book("a").begin(ISSUE, KEY, "comment-1", LEASE).orElseThrow();
        clock.forward(LEASE.minusSeconds(1));
        assertThat(book("b").begin(ISSUE, KEY, "comment-1", LEASE)).isEmpty();
        assertThatThrownBy(turn::check)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));

        clock.forward(Duration.ofSeconds(1));
        assertThat(book("b").begin(ISSUE, KEY, "comment-1", LEASE)).isPresent();
    }

    @Test
    void whatIsNoAnswerIsToldWithItsRef() {
        Mirror mirror = mirror("a");
        String nonsense = new Commits(mirror)
                .ofWords(null, "hello", new Commits.Committer("a", "a@example.org", clock.instant()));
        mirror.push(List.of(new RefMove(AnswerBook.ref(ISSUE, KEY), null, nonsense)));

        assertThatThrownBy(() -> book("b").begin(ISSUE, KEY, "comment-1", LEASE))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
                .hasMessageContaining(AnswerBook.ref(ISSUE, KEY));
    }

    private AnswerBook book(String machine) {
        return new AnswerBook(mirror(machine), clock.ledgerClock());
    }

    private Mirror mirror(String machine) {
        return Mirror.open(folder.resolve(machine), remote.uri(), Optional::empty);
    }
}
