package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.TestRemote;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
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

class CommandLogTest {

    private static final BriefKey KEY = new BriefKey(Digest.of("the key").hex());
    private static final BriefId ID = BriefId.parse("octo/app#1").orElseThrow();

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
    void aBriefWithoutCommandsHasNone() {
        assertThat(book("a").commands(KEY)).isEmpty();
    }

    @Test
    void ordersAreReadOldestFirstByAnotherMachine() {
        BriefCommand retry = book("a").write(KEY, ID, BriefCommand.Kind.RETRY, "the operator of a");
        BriefCommand cancel = book("a").write(KEY, ID, BriefCommand.Kind.CANCEL, "the operator of a");

        assertThat(book("b").commands(KEY)).containsExactly(retry, cancel);
        assertThat(retry.id()).isNotEqualTo(cancel.id());
        assertThat(retry.target()).isEqualTo(ID);
    }

    @Test
    void ofCommandsThatAreWrittenAtOnceNoneIsLost() throws Exception {
        int operators = 4;
        CyclicBarrier together = new CyclicBarrier(operators);
        ExecutorService threads = Executors.newFixedThreadPool(operators);
        List<Future<BriefCommand>> written = new ArrayList<>();
        for (int i = 0; i < operators; i++) {
            CommandLog book = book("operator-" + i);
            written.add(threads.submit(() -> {
                together.await();
                return book.write(KEY, ID, BriefCommand.Kind.RETRY, "somebody");
            }));
        }
        List<BriefCommand> commands = new ArrayList<>();
        for (Future<BriefCommand> one : written) {
            commands.add(one.get());
        }
        threads.shutdown();

        assertThat(book("reader").commands(KEY)).containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void whatIsNoCommandIsToldWithItsRef() {
        Mirror mirror = mirror("a");
        String nonsense = new Commits(mirror)
                .ofWords(null, "hello", new Commits.Signature("a", "a@example.org", clock.instant()));
        mirror.push(List.of(new RefMove(CommandLog.ref(KEY), null, nonsense)));

        assertThatThrownBy(() -> book("b").commands(KEY))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED))
                .hasMessageContaining(CommandLog.ref(KEY));
    }

    private CommandLog book(String machine) {
        return new CommandLog(mirror(machine), clock.ledgerClock());
    }

    private Mirror mirror(String machine) {
        return Mirror.open(folder.resolve(machine), remote.uri(), Optional::empty);
    }
}
