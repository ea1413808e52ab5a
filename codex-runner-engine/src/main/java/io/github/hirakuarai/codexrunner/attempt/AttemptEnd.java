package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Objection;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends one attempt: the workspace is put back, the record says how it ended, and users are shown it. */
final class AttemptEnd {

    private final RunnerContext context;
    private final Texts texts;
    private final HeldRun held;
    private final RunReportBuilder facts;
    private final RunDisplay display;

    AttemptEnd(RunnerContext context, Texts texts, HeldRun held, RunReportBuilder facts, RunDisplay display) {
        this.context = context;
        this.texts = texts;
        this.held = held;
        this.facts = facts;
        this.display = display;
    }

    /** What an exception says of why the attempt ends. */
    Objection why(Throwable e) {
        return Failures.why(e, texts.sanitizer(), held.folder().path());
    }

    /** The same, without secrets. */
    Objection masked(Objection why) {
        return new Objection(Failures.masked(why.failure(), texts.sanitizer()), why.cancel());
    }

    /** Before the end is told, so that users read what could not be put back; it changes nothing of how the run ended. */
    void putBack(Workspace workspace, @Nullable Failure failure) {
        // From here on nobody can go on in the workspace: whoever comes next has only the end to tell.
        boolean own = failure == null || !failure.code().equals(ErrorCode.LEASE_LOST.name());
        if (own) {
            held.folder().journal().intent(new JournalEntry.PutBack(ending(failure)));
        }
        List<String> left;
        try {
            left = workspace.putBack(failure == null, context.config().keepBranches());
        } catch (RunnerException e) {
            left = List.of("the workspace could not be put back: " + e.getMessage());
        }
        if (own) {
            held.folder().journal().receipt(new JournalEntry.WasPutBack());
        }
        facts.notPutBack(left);
        left.forEach(what -> context.tell(new RunEvent.Warned(held.evaluation().id(), what)));
    }

    /** The record first, then what users see of it. */
    RunEvent.Ended tell(@Nullable Objection why) {
        @Nullable Failure failure = why == null ? null : why.failure();
        held.folder().freeReserve();
        facts.ended(context.clock().instant(), failure);
        Result result = facts.result();
        held.folder().write(RunFolder.REPORT, texts.status().render(facts.report(result.state())));
        if (failure == null || !failure.code().equals(ErrorCode.LEASE_LOST.name())) {
            JournalEntry what = new JournalEntry.End(ending(failure));
            held.folder().journal().intent(what);
            held.claim().move(record -> ended(record, result, why));
            held.folder().journal().receipt(what);
            if (display.showAtLast(result.state())) {
                held.folder().finish();
            }
        } else {
            // Whoever has taken it over tells people, too.
            held.folder().finish();
        }
        RunEvent.Ended ended =
                new RunEvent.Ended(held.evaluation().id(), held.folder().run(), result, failure, facts.links());
        context.tell(ended);
        return ended;
    }

    private LedgerRecord ended(LedgerRecord record, Result result, @Nullable Objection why) {
        LedgerRecord ended = (why == null
                        ? record.ended(result, null)
                        : record.ended(
                                result,
                                why.failure().code(),
                                texts.sanitizer().plain(why.failure().message())))
                .withLinks(facts.links());
        return why == null || why.cancel() == null
                ? ended
                : ended.cancelledBy(why.cancel().by());
    }

    private JournalEntry.Ending ending(@Nullable Failure failure) {
        return new JournalEntry.Ending(
                facts.result(failure),
                failure == null ? null : failure.code(),
                failure == null ? null : failure.message());
    }
}
