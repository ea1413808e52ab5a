package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.context.Display;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows users how a run ended whose own runner could not. */
public final class EndDisplay {

    private final RunnerContext context;
    private final BriefSource source;
    private final Display display;

    public EndDisplay(RunnerContext context, BriefSource source, Display display) {
        this.context = context;
        this.source = source;
        this.display = display;
    }

    /** Returns why the end is not shown and may be at another try; empty when it is, or nobody will ever see it. */
    Optional<String> show(
            LedgerRecord record, Set<RepositoryName> names, String report, Duration elapsed, Fence fence) {
        BriefId id = record.id();
        try {
            Optional<Issue> issue = issue(record, names);
            if (issue.isEmpty()) {
                context.tell(
                        new RunEvent.Warned(id, "its issue no longer exists, so the final status cannot be posted"));
                return Optional.empty();
            }
            display.states()
                    .show(
                            new StatusUpdate(
                                    id,
                                    record.key(),
                                    issue.get(),
                                    record.state(),
                                    context.config().report().comment() ? report : null,
                                    record.statusComment(),
                                    false,
                                    context.config()
                                            .report()
                                            .notifications()
                                            .concerns(record.state() == BriefState.FAILED, elapsed)),
                            fence);
            return Optional.empty();
        } catch (RunnerException e) {
            if (e.code() == ErrorCode.LEASE_LOST) {
                warn(id, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    void warn(BriefId id, String why) {
        context.tell(new RunEvent.Warned(id, "could not post the final status: " + why));
    }

    String report(@Nullable InterruptedRun left, LedgerRecord record, @Nullable Result result) {
        String how = left == null ? "its runner, " + record.runner() + ", does not answer any more" : left.how();
        @Nullable
        Failure failure = result == Result.INTERRUPTED
                ? new Failure(
                        Result.INTERRUPTED,
                        "INTERRUPTED",
                        how,
                        "check what the steps did, then comment /codex retry to run it again")
                : null;
        return display.texts()
                .status()
                .render(new RunReport(
                        record.id(),
                        record.key(),
                        record.digest(),
                        record.run(),
                        record.attempt(),
                        result == null ? record.state() : result.state(),
                        result,
                        null,
                        left == null ? record.at() : left.claimedAt(),
                        context.clock().instant(),
                        null,
                        0,
                        List.of(),
                        null,
                        links(record),
                        failure,
                        List.of(),
                        left == null
                                ? null
                                : new RunReport.Logs(
                                        left.folder().path().toString(),
                                        context.config().runner().id()),
                        List.of()));
    }

    /** A record is not the runner's own word: it leads readers to its forge and nowhere else. */
    private static List<Link> links(LedgerRecord record) {
        String host = record.document().host();
        return record.links().stream()
                .filter(link -> host.equals(link.url().getAuthority()))
                .toList();
    }

    /**
     * The issue of a record under the name that its repository has now.
     *
     * @param names of the repositories that it may belong to
     * @return empty when it is gone, or another repository's
     */
    Optional<Issue> issue(LedgerRecord record, Set<RepositoryName> names) {
        RepositoryName recorded = record.id().repository();
        return names.stream()
                .sorted(Comparator.comparing(name -> !name.equals(recorded)))
                .flatMap(name -> issue(record, name).stream())
                .findFirst();
    }

    private Optional<Issue> issue(LedgerRecord record, RepositoryName repository) {
        return source.issue(repository, record.issue().number())
                .filter(issue -> issue.repositoryId() == record.issue().repositoryId()
                        && issue.host().equals(record.document().host()));
    }
}
