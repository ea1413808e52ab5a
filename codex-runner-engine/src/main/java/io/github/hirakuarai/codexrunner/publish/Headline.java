package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in one line what came of a run, or how far it is. */
final class Headline {

    /** A name or a cause longer than this is cut; the whole text follows below. */
    private static final int LONGEST = 120;

    private final RunSections sections;
    private final Inline inline;

    Headline(RunSections sections, Inline inline) {
        this.sections = sections;
        this.inline = inline;
    }

    /** The line, without the signs of a heading. */
    String of(RunReport report) {
        Result result = report.result();
        if (result == null) {
            return running(report);
        }
        Failure failure = report.failure();
        if (result == Result.SUCCESS) {
            return success(report);
        }
        if (result == Result.PARTIAL) {
            return RunSteps.firstFailed(report)
                    .map(step -> at(step, report, "headline.partial", sections.exit(step.exit())))
                    .orElseGet(() -> sections.say("headline.done", sections.say("result.PARTIAL")));
        }
        return RunSteps.decisive(report)
                .map(step -> at(step, report, "headline.step." + result, cause(step, failure)))
                .orElseGet(() -> sections.say(
                        "headline." + result,
                        failure == null
                                ? sections.say("result." + result)
                                : inline.text(sections.meaning(failure.code(), failure.message()), LONGEST)));
    }

    /** Whether the line holds the failure's whole message. */
    boolean says(Failure failure) {
        return sections.meaning(failure.code(), failure.message()).length() <= LONGEST;
    }

    private String running(RunReport report) {
        RunReport.Progress progress = report.progress();
        return progress == null
                ? sections.say("headline.waiting", sections.say("state." + report.state()))
                : sections.say(
                        "headline.running",
                        progress.step(),
                        report.stepCount(),
                        inline.text(progress.name(), LONGEST),
                        sections.time(progress.since()));
    }

    private String success(RunReport report) {
        List<Link> links = report.links();
        if (links.size() == 1) {
            return sections.say(
                    "headline.done", sections.link(links.get(0), report.id().repository()));
        }
        if (report.endedAt() == null) {
            return sections.say("headline.done", sections.say("result.SUCCESS"));
        }
        return sections.say(
                "headline.done",
                sections.say(
                        "headline.steps",
                        sections.count("steps.count", report.steps().size()),
                        sections.elapsed(Duration.between(report.startedAt(), report.endedAt()))));
    }

    /** How the step itself ended, unless somebody ended it for a reason of its own. */
    private String cause(StepResult step, @Nullable Failure failure) {
        return failure == null || RunSteps.endedByItself(failure)
                ? sections.exit(step.exit())
                : inline.text(sections.meaning(failure.code(), failure.message()), LONGEST);
    }

    private String at(StepResult step, RunReport report, String key, String cause) {
        int steps = Math.max(report.stepCount(), report.steps().size());
        return sections.say(key, step.ordinal(), steps, inline.text(step.step().name(), LONGEST), cause);
    }
}
