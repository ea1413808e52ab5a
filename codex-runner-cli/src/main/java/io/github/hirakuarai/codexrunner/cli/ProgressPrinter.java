package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.publish.NextCommand;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run as it happens: each stage a line on standard error, each brief's end a line on standard output. On a terminal
 * the lines of the steps' output pass by in a live line below, and stay only under {@code -v}; elsewhere they are lines like
 * all others. Under {@code -q} only the ends are shown. Safe for many threads.
 */
final class ProgressPrinter implements RunListener, AutoCloseable {

    /** What keeps a whole lane's briefs back, and what somebody has to hint. */
    private static final Set<ReasonCode> LANES = EnumSet.of(ReasonCode.LANE_UNREACHABLE, ReasonCode.LANE_UNUSABLE);

    /** Above more lines than this nobody finds what explains a failure. */
    private static final int MANY_LINES = 200;

    private final CliContext context;
    private final CommonOptions options;
    private final Colors colors;
    private final Colors resultColors;
    /** How many lines the step that runs has written, of each brief. */
    private final Map<BriefId, Integer> lines = new ConcurrentHashMap<>();

    private final Activity activity = new Activity(System::nanoTime);
    private final @Nullable LiveArea live;
    /** What was said of lanes: it is the same for each of their briefs. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    ProgressPrinter(CliContext context, CommonOptions options) {
        this.context = context;
        this.options = options;
        this.colors = Colors.of(context.terminal().err(), context, options);
        this.resultColors = Colors.of(context.terminal().out(), context, options);
        this.live = context.terminal().err() && !options.quiet && !options.json()
                ? new LiveArea(context.err(), context.terminal(), colors, activity::line)
                : null;
    }

    /** Something is done for which there are no events: shown on a terminal only, until the next event. */
    void doing(String what) {
        activity.generally(what);
        if (live != null) {
            live.changed();
        }
    }

    /** The user asked for an end, and it takes a moment. */
    void ending() {
        print(context.err(), "codex-runner: interrupted; ending the running briefs");
    }

    /** The user asked for an end, and nothing has begun. */
    void leaving() {
        print(context.err(), "codex-runner: interrupted; nothing was started");
    }

    /** No more is shown; the terminal stands at the begin of a line. */
    @Override
    public void close() {
        activity.over();
        if (live != null) {
            live.close();
        }
    }

    @Override
    public void on(RunEvent event) {
        activity.on(event);
        show(event);
        if (live != null) {
            live.changed();
        }
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** What is said of an issue that cannot be read. */
    static String line(RunEvent.IssueUnreadable unreadable) {
        return "codex-runner: " + ReasonCode.ISSUE_UNREADABLE + " " + unreadable.place() + ": "
                + SafeText.line(unreadable.message());
    }

    private void print(PrintStream stream, String line) {
        if (live == null) {
            stream.println(line);
        } else {
            live.above(stream, line);
        }
    }

    private void show(RunEvent event) {
        if (event instanceof RunEvent.Scanned scanned) {
            stage("source", count(scanned.documents(), "document") + ", " + count(scanned.briefs(), "brief"));
        } else if (event instanceof RunEvent.Evaluated evaluated) {
            stage("decision", decision(evaluated.evaluation()));
            if (options.quiet) {
                evaluated.evaluation().reasons().stream()
                        .filter(reason -> LANES.contains(reason.code()) && told.add(reason.message()))
                        .forEach(reason -> print(context.err(), "codex-runner: " + SafeText.line(reason.message())));
            }
        } else if (event instanceof RunEvent.Claimed claimed) {
            stage("claim", claimed.id() + " as run " + claimed.run() + ", attempt " + claimed.attempt());
        } else if (event instanceof RunEvent.WorkspaceReady ready) {
            stage(
                    "workspace",
                    ready.workdir() + " on " + ready.host() + " at " + ready.base() + " "
                            + ready.commit().substring(0, 8));
        } else if (event instanceof RunEvent.StepStarted started) {
            stage("step", started.ordinal() + "/" + started.total() + " " + started.name());
        } else if (event instanceof RunEvent.RateLimited limited) {
            stage("waiting", "for a rate limit until " + Moments.minute(limited.until()) + ", " + limited.id());
        } else if (event instanceof RunEvent.StepOutput output) {
            lines.merge(output.id(), 1, Integer::sum);
            if (!options.quiet && (live == null || options.verbose)) {
                print(context.err(), colors.faint("           | " + SafeText.line(output.line())));
            }
        } else if (event instanceof RunEvent.StepEnded ended) {
            explain(ended);
            stage(
                    "step",
                    ended.step().ordinal() + " " + ended.step().exit().text() + " after "
                            + Elapsed.text(ended.step().elapsed()));
        } else if (event instanceof RunEvent.BranchPushed pushed) {
            stage(
                    "output",
                    "pushed " + pushed.branch() + " (" + pushed.commit().substring(0, 8) + ", " + pushed.files()
                            + (pushed.files() == 1 ? " file)" : " files)"));
        } else if (event instanceof RunEvent.OutputDelivered delivered) {
            stage(
                    "output",
                    delivered.type() + ": " + (delivered.links().isEmpty() ? "delivered" : links(delivered.links())));
        } else if (event instanceof RunEvent.StateShown shown) {
            stage(
                    "state",
                    shown.state()
                            + (shown.comment() == null
                                    ? ""
                                    : ", " + shown.comment().url()));
        } else if (event instanceof RunEvent.Ended ended) {
            ended(ended);
        } else if (event instanceof RunEvent.Recovery recovery) {
            recovery(recovery.recovered());
        } else if (event instanceof RunEvent.DryRunAnswered answered) {
            stage(
                    "dry run",
                    "told " + answered.command().by().login() + " on the issue what would happen to " + answered.id());
        } else if (event instanceof RunEvent.CommandAnswered answered) {
            stage(
                    "answer",
                    "answered the command of " + answered.command().by().login() + " on " + answered.repository() + "#"
                            + answered.number());
        } else if (event instanceof RunEvent.NearMissAnswered answered) {
            stage(
                    "answer",
                    "told on " + answered.repository() + "#" + answered.number() + " what to write instead of '"
                            + answered.written() + "'");
        } else if (event instanceof RunEvent.ApprovalRequested requested) {
            stage("approval", "asked on the issue for " + requested.needed() + " to approve " + requested.id());
        } else if (event instanceof RunEvent.RepositoryUnavailable unavailable) {
            print(
                    context.err(),
                    "codex-runner: " + unavailable.repository() + " cannot be read, so its briefs wait: "
                            + SafeText.line(unavailable.message()));
        } else if (event instanceof RunEvent.IssueUnreadable unreadable) {
            print(context.err(), line(unreadable));
        } else if (event instanceof RunEvent.Warned warned) {
            print(context.err(), "codex-runner: " + SafeText.line(warned.message()));
        }
    }

    /** Shows why a step failed, unless its output stands there already and is short. */
    private void explain(RunEvent.StepEnded ended) {
        Integer count = lines.remove(ended.id());
        boolean shown = !options.quiet && (live == null || options.verbose);
        if (!shown || (count != null && count > MANY_LINES)) {
            ended.excerpt().forEach(line -> print(context.err(), colors.faint("           | " + SafeText.line(line))));
        }
    }

    private void recovery(Recovered recovered) {
        if (recovered.verdict() != Recovered.Verdict.INTERRUPTED) {
            stage(
                    "recovery",
                    recovered.id() + " " + recovered.verdict().name().toLowerCase(Locale.ROOT) + ": "
                            + recovered.message());
            return;
        }
        // A brief has ended: that is a result.
        print(
                context.out(),
                result(recovered.id(), Result.INTERRUPTED) + "  INTERRUPTED: " + SafeText.line(recovered.message()));
        print(context.out(), "  log   " + options.command("runs " + recovered.run()));
        print(context.out(), "  next  to run it again:");
        print(context.out(), "        " + options.command("retry " + recovered.id()));
    }

    private String result(BriefId id, Result result) {
        String state = result.state() + " (" + result.text() + ")";
        return id + "  " + (result.state() == BriefState.DONE ? resultColors.good(state) : resultColors.bad(state));
    }

    private void ended(RunEvent.Ended ended) {
        String line = result(ended.id(), ended.result());
        if (ended.failure() != null) {
            line += "  " + ended.failure().code() + ": "
                    + SafeText.line(ended.failure().message());
        }
        print(context.out(), line);
        ended.links().forEach(link -> print(context.out(), "  " + link.kind() + "  " + link.url()));
        if (ended.failure() != null) {
            next(ended, ended.failure());
        }
    }

    /** What to do now, with commands that are ready to copy. */
    private void next(RunEvent.Ended ended, Failure failure) {
        NextCommand next = NextCommand.after(failure);
        String advice = next.advice().map(SafeText::line).orElse(next.retry() ? "fix the cause" : "edit the brief");
        boolean cancelled = failure.result() == Result.CANCELLED;
        print(context.out(), "  log   " + options.command("runs " + ended.run()));
        print(context.out(), "  next  " + (cancelled ? "to run it again:" : advice + (next.retry() ? ", then:" : "")));
        if (next.retry()) {
            print(context.out(), "        " + options.command("retry " + ended.id()));
        }
    }

    private void stage(String name, String what) {
        if (!options.quiet) {
            print(context.err(), colors.strong(String.format("%-10s", name)) + " " + SafeText.line(what));
        }
    }

    private static String decision(Evaluation brief) {
        String reasons = brief.failure()
                .map(failure -> failure.code() + ": " + failure.message())
                .orElseGet(() -> brief.reasons().stream()
                        .map(reason -> reason.code() + ": " + reason.message())
                        .collect(Collectors.joining("; ")));
        return brief.id() + " " + brief.decision().text() + (reasons.isEmpty() ? "" : ", " + reasons);
    }

    private static String links(List<Link> links) {
        return links.stream().map(link -> link.text() + " " + link.url()).collect(Collectors.joining(", "));
    }
}
