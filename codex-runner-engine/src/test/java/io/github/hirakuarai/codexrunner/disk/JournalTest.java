package io.github.hirakuarai.codexrunner.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run writes down before and after each deed, and what the next process reads. */
class JournalTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T05:04:03Z"), ZoneOffset.UTC);
    private static final BriefId BRIEF = BriefId.parse("octo/app#7").orElseThrow();
    private static final JournalEntry.Claim CLAIM = new JournalEntry.Claim(
            BRIEF,
            RepositoryName.parse("octo/app").orElseThrow(),
            new IssueRef(1, 7),
            new BriefKey("0".repeat(64)),
            2,
            "An \"odd\" title\n日本");

    @TempDir
    private Path folder;

    static Stream<JournalEntry> before() {
        return Stream.of(
                CLAIM,
                new JournalEntry.Show(BriefState.RUNNING),
                new JournalEntry.Checkout("0".repeat(40), null, null),
                new JournalEntry.Step(3),
                new JournalEntry.Push("codex/7-body", "1".repeat(40)),
                new JournalEntry.Deliver(1, "pr"),
                new JournalEntry.PutBack(new JournalEntry.Ending(Result.SUCCESS, null, null)),
                new JournalEntry.End(new JournalEntry.Ending(Result.FAILURE, "STEP_FAILED", "step 1 failed")));
    }

    static Stream<JournalEntry> after() {
        Stream<JournalEntry> steps = Stream.of(
                        new StepExit.Exited(3),
                        new StepExit.Signalled(9),
                        new StepExit.TimedOut(Duration.ofMinutes(2)),
                        new StepExit.Cancelled("by octocat"),
                        new StepExit.Lost("no answer"),
                        new StepExit.NotStarted("no bash"),
                        new StepExit.Skipped())
                .map(exit -> new JournalEntry.EndedStep(2, exit, Duration.ofMillis(1500), exit.succeeded()));
        return Stream.concat(
                steps,
                Stream.of(
                        new JournalEntry.EndedStep(1, new StepExit.Exited(0), Duration.ZERO, true),
                        new JournalEntry.Checkout("0".repeat(40), "1".repeat(40), "{\"folder\": \"/app\"}"),
                        new JournalEntry.Delivered(1, "report", List.of()),
                        new JournalEntry.Delivered(
                                1,
                                "pr",
                                List.of(new Link("pull_request", "#8\tAdd", URI.create("https://forge.example/8")))),
                        new JournalEntry.WasPutBack()));
    }

    @ParameterizedTest
    @MethodSource("before")
    void whatIsAboutToBeDoneIsReadAsItWasWritten(JournalEntry entry) {
        assertThat(written(entry, true)).contains(entry);
    }

    @ParameterizedTest
    @MethodSource("after")
    void whatWasDoneIsReadAsItWasWritten(JournalEntry entry) {
        assertThat(written(entry, false)).contains(entry);
    }

    @Test
    void noKindOfEntryIsMissingHere() {
        assertThat(Stream.concat(before(), after())
                        .<Class<?>>map(Object::getClass)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(JournalEntry.class.getPermittedSubclasses()));
    }

    @Test
    void theFormStaysWhatEarlierVersionsRead() throws Exception {
        written(new JournalEntry.EndedStep(2, new StepExit.Exited(0), Duration.ofSeconds(2), false), false);

        assertThat(folder.resolve("journal")).content().isEqualToIgnoringNewLines("""
                {"at":"2026-11-21T05:04:03Z","receipt":"step","step":"2","exit":"exit 0","kind":"Exited","detail":"0","elapsed":"PT2S"}
                """);
    }

    @Test
    void aLastLineThatWasNotWrittenToItsEndSaysNothing() throws Exception {
        written(CLAIM, true);
        Files.writeString(
                folder.resolve("journal"), "{\"at\":\"2026-11-21T05:04:03Z\",\"rec", StandardOpenOption.APPEND);

        assertThat(Journal.read(folder.resolve("journal"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"at\":\"2026-11-21T05:04:03Z\",\"intent\":\"step\",\"step\":\"two\"}",
                "{\"at\":\"2026-11-21T05:04:03Z\",\"receipt\":\"step\",\"step\":\"1\",\"kind\":\"Exited\"}",
                "{\"at\":\"2026-11-21T05:04:03Z\",\"intent\":\"push\",\"ref\":\"x\"}",
                "{\"at\":\"2026-11-21T05:04:03Z\",\"intent\":\"dance\"}"
            })
    void aLineThatMakesNoSenseSaysNothing(String line) throws Exception {
        Files.writeString(folder.resolve("journal"), line + "\n");

        assertThat(Journal.read(folder.resolve("journal")))
                .singleElement()
                .satisfies(read -> assertThat(read.entry()).isEmpty());
    }

    @Test
    void aRunOfWhichNobodyKnowsWhatItClaimedIsLeftToAPerson() throws Exception {
        try (RunFolder run = RunFolder.create(folder, RunFolder.newId(BRIEF, CLOCK), CLOCK)) {
            run.journal().intent(CLAIM);
            Path journal = RunFolder.journal(run.path());
            Files.writeString(journal, Files.readString(journal).replace("octo/app#7", "nowhere"));

            assertThatThrownBy(() -> InterruptedRun.of(run, run.journalLines()))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining(run.path().toString());
        }
    }

    private Optional<JournalEntry> written(JournalEntry entry, boolean intent) {
        Path path = folder.resolve("journal");
        try (Journal journal = new Journal(path, CLOCK)) {
            if (intent) {
                journal.intent(entry);
            } else {
                journal.receipt(entry);
            }
        }
        Journal.Line line = Journal.read(path).get(0);
        assertThat(line.intent()).isEqualTo(intent);
        return line.entry();
    }
}
