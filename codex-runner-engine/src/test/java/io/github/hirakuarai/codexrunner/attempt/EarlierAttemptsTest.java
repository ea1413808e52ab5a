package io.github.hirakuarai.codexrunner.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.ledger.AttemptRequest;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.publish.RunReport.EarlierAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EarlierAttemptsTest {

    private static final Instant AT = Instant.parse("2026-11-21T05:04:03Z");

    private final List<LedgerEntry> history = new ArrayList<>();

    private void record(int attempt, BriefState state, @Nullable Result result, @Nullable String by) {
        DocumentRef document = new DocumentRef(
                "github.com", 1, RepositoryName.parse("octo/app").orElseThrow(), 9, DocumentKind.ISSUE_BODY, 9);
        Account author = new Account(1, "carol", false);
        history.add(
                0,
                new LedgerEntry(
                        "commit",
                        new LedgerRecord(
                                state,
                                attempt,
                                result,
                                result == null ? null : "STEP_FAILED",
                                result == null ? null : "step 1 (work) failed: exit " + attempt,
                                document,
                                1,
                                1,
                                Digest.of("x"),
                                "devbox",
                                new RunId("run-" + attempt),
                                "nonce",
                                AT.plusSeconds(attempt),
                                Duration.ofMinutes(10),
                                null,
                                null,
                                List.of(),
                                List.of(),
                                new AttemptRequest(
                                        "devbox",
                                        author,
                                        null,
                                        by == null ? null : new Account(2, by, false),
                                        null,
                                        List.of()))));
    }

    @Test
    void eachAttemptThatEndedIsListedWithWhatFailedAndWhoAskedForTheNext() {
        record(1, BriefState.PICKED, null, null);
        record(1, BriefState.FAILED, Result.FAILURE, null);
        record(2, BriefState.PICKED, null, "alice");
        record(2, BriefState.RUNNING, null, "alice");
        record(2, BriefState.FAILED, Result.TIMED_OUT, "alice");
        List<LedgerEntry> before = List.copyOf(history);
        record(3, BriefState.PICKED, null, "bob");

        assertThat(EarlierAttempts.of(before, history.get(0).record()))
                .containsExactly(
                        new EarlierAttempt(
                                1,
                                AT.plusSeconds(1),
                                Result.FAILURE,
                                "STEP_FAILED",
                                "step 1 (work) failed: exit 1",
                                new RunId("run-1"),
                                "alice"),
                        new EarlierAttempt(
                                2,
                                AT.plusSeconds(2),
                                Result.TIMED_OUT,
                                "STEP_FAILED",
                                "step 1 (work) failed: exit 2",
                                new RunId("run-2"),
                                "bob"));
    }

    @Test
    void aBriefWithoutARecordHasNone() {
        record(1, BriefState.PICKED, null, null);

        assertThat(EarlierAttempts.of(List.of(), history.get(0).record())).isEmpty();
    }
}
