package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.git.TestRemote;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.IssueRef;
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

    private static final IssueRef ISSUE = new IssueRef(1, 1);
    private static final BriefKey KEY = new BriefKey(Digest.of("the key").hex());
    private static final Digest DIGEST = Digest.of("the text");
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
        assertThat(book("a").commands(ISSUE, KEY)).isEmpty();
    }

    @Test
    void ordersAreReadOldestFirstByAnotherMachine() {
        BriefCommand retry = book("a").write(ISSUE, KEY, ID, DIGEST, BriefCommand.Kind.RETRY, "the operator of a");
        BriefCommand cancel = book("a").write(ISSUE, KEY, ID, DIGEST, BriefCommand.Kind.CANCEL, "the operator of a");

        assertThat(book("b").commands(ISSUE, KEY))
                .containsExactly(new OperatorCommand(retry, DIGEST), new OperatorCommand(cancel, DIGEST));
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
                return book.write(ISSUE, KEY, ID, DIGEST, BriefCommand.Kind.RETRY, "somebody");
            }));
        }
        List<BriefCommand> commands = new ArrayList<>();
        for (Future<BriefCommand> one : written) {
            commands.add(one.get());
        }
        threads.shutdown();

        assertThat(book("reader").commands(ISSUE, KEY))
                .extracting(OperatorCommand::command)
                .containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void whatIsNoCommandIsToldWithItsRef() {
        Mirror mirror = mirror("a");
        String nonsense = new Commits(mirror)
                .ofWords(null, "hello", new Commits.Committer("a", "a@example.org", clock.instant()));
        mirror.push(List.of(new RefMove(CommandLog.ref(ISSUE, KEY), null, nonsense)));

        RefContents<List<OperatorCommand>> read = book("b").commands(mirror("c").refs(CommandLog.REFS));

        assertThat(read.readable()).isEmpty();
        assertThat(read.unreadable().get(new BriefRef(ISSUE, KEY))).contains(CommandLog.ref(ISSUE, KEY));
        assertThat(book("b").commands(ISSUE, KEY)).isEmpty();
    }

    @Test
    void whatSomebodyPushesOnTopHidesNoCommandFromARunningBrief() {
        BriefCommand cancel = book("a").write(ISSUE, KEY, ID, DIGEST, BriefCommand.Kind.CANCEL, "the operator of a");
        Mirror mirror = mirror("a");
        String ref = CommandLog.ref(ISSUE, KEY);
        String tip = mirror.refs(ref).commits().get(ref);
        String nonsense =
                new Commits(mirror).ofWords(tip, "hello", new Commits.Committer("a", "a@example.org", clock.instant()));
        mirror.push(List.of(new RefMove(ref, tip, nonsense)));

        assertThat(book("b").commands(ISSUE, KEY)).containsExactly(new OperatorCommand(cancel, DIGEST));
    }

    private CommandLog book(String machine) {
        return new CommandLog(mirror(machine), clock.ledgerClock());
    }

    private Mirror mirror(String machine) {
        return Mirror.open(folder.resolve(machine), remote.uri(), Optional::empty);
    }
}
