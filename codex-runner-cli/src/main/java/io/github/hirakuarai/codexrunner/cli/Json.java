package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.event.BriefHistory;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code --format json} writes. The names here are a promise to scripts. */
final class Json {

    private static final JsonMapper JSON = new JsonMapper();

    private Json() {}

    /** {@code run --dry-run}: one document. */
    static String evaluations(List<Evaluation> evaluations) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode briefs = document.putArray("briefs");
        evaluations.forEach(brief -> write(brief, briefs.addObject()));
        return document.toPrettyString();
    }

    /** {@code run --preview}: one document. */
    static String previews(List<Preview> previews) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode briefs = document.putArray("briefs");
        for (Preview preview : previews) {
            ObjectNode brief = briefs.addObject();
            write(preview.evaluation(), brief);
            if (preview.trial() != null) {
                write(preview.trial(), brief.putObject("preview"));
            }
        }
        return document.toPrettyString();
    }

    /** The commands that pause and resume: one document. */
    static String paused(boolean paused, List<RepositoryName> changed) {
        ObjectNode document = JSON.createObjectNode().put("paused", paused);
        ArrayNode repositories = document.putArray("repositories");
        changed.forEach(name -> repositories.add(name.toString()));
        return document.toPrettyString();
    }

    private static void write(Preview.Trial trial, ObjectNode json) {
        json.put("state", trial.result().state().name())
                .put("result", trial.result().text())
                .put("baseCommit", trial.baseCommit());
        if (trial.failure() != null) {
            write(trial.failure(), json.putObject("failure"));
        }
        ArrayNode steps = json.putArray("steps");
        for (StepResult step : trial.steps()) {
            write(step, steps.addObject().put("name", step.step().name()));
        }
        ArrayNode files = json.putArray("files");
        trial.files()
                .forEach(file -> files.addObject()
                        .put("path", file.path())
                        .put("kind", file.kind().name().toLowerCase(Locale.ROOT))
                        .put("published", file.published()));
        json.put("diff", trial.diff());
        trial.gitNotes().forEach(json.putArray("gitNotes")::add);
        if (trial.commit() != null) {
            ObjectNode commit = json.putObject("commit");
            commit.put("branch", trial.commit().branch())
                    .put("replaces", trial.commit().replaces())
                    .put("message", trial.commit().message());
            ArrayNode added = commit.putArray("files");
            trial.commit()
                    .files()
                    .forEach(file -> added.addObject().put("path", file.path()).put("text", file.text()));
        }
        ArrayNode outputs = json.putArray("published");
        for (Preview.PlannedOutput output : trial.outputs()) {
            ObjectNode one = outputs.addObject();
            one.put("type", output.type()).put("summary", output.summary());
            ArrayNode texts = one.putArray("texts");
            output.texts()
                    .forEach(text -> texts.addObject().put("part", text.part()).put("text", text.text()));
        }
        json.put("comment", trial.comment());
    }

    private static void write(StepResult step, ObjectNode json) {
        json.put("step", step.ordinal())
                .put("exit", step.exit().text())
                .put("succeeded", step.exit().succeeded())
                .put("seconds", step.elapsed().toMillis() / 1000.0);
    }

    private static void write(Failure failure, ObjectNode json) {
        json.put("code", failure.code()).put("message", failure.message()).put("hint", failure.hint());
    }

    /** {@code status --history}: one document. */
    static String status(List<Evaluation> evaluations, List<BriefHistory> records) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode briefs = document.putArray("briefs");
        evaluations.forEach(brief -> write(brief, briefs.addObject()));
        ArrayNode list = document.putArray("records");
        for (BriefHistory record : records) {
            ObjectNode json = list.addObject();
            json.put("id", record.id().toString())
                    .put("digest", record.digest().toString())
                    .put("repository", record.repository().toString());
            ArrayNode entries = json.putArray("entries");
            for (BriefHistory.Entry entry : record.entries()) {
                entries.addObject()
                        .put("at", entry.at().toString())
                        .put("state", entry.state().name())
                        .put("attempt", entry.attempt())
                        .put(
                                "result",
                                entry.result() == null ? null : entry.result().text())
                        .put("failure", entry.failure())
                        .put("runner", entry.runner())
                        .put("run", entry.run().value());
            }
        }
        return document.toPrettyString();
    }

    /** {@code run --execute}: one object a line, an event each. */
    static String event(RunEvent event) {
        ObjectNode json = JSON.createObjectNode();
        if (event instanceof RunEvent.Scanned scanned) {
            json.put("event", "scanned").put("documents", scanned.documents()).put("briefs", scanned.briefs());
        } else if (event instanceof RunEvent.Evaluated evaluated) {
            json.put("event", "evaluated");
            write(evaluated.evaluation(), json);
        } else if (event instanceof RunEvent.Claimed claimed) {
            json.put("event", "claimed")
                    .put("id", claimed.id().toString())
                    .put("run", claimed.run().value())
                    .put("attempt", claimed.attempt())
                    .put("folder", claimed.folder().toString());
        } else if (event instanceof RunEvent.WorkspaceReady ready) {
            json.put("event", "workspace-ready")
                    .put("id", ready.id().toString())
                    .put("host", ready.host())
                    .put("workdir", ready.workdir())
                    .put("base", ready.base())
                    .put("commit", ready.commit());
        } else if (event instanceof RunEvent.StepStarted started) {
            json.put("event", "step-started")
                    .put("id", started.id().toString())
                    .put("step", started.ordinal())
                    .put("steps", started.total())
                    .put("name", started.name());
        } else if (event instanceof RunEvent.StepOutput output) {
            json.put("event", "step-output")
                    .put("id", output.id().toString())
                    .put("step", output.ordinal())
                    .put("line", output.line());
        } else if (event instanceof RunEvent.RateLimited limited) {
            json.put("event", "rate-limited")
                    .put("id", limited.id().toString())
                    .put("until", limited.until().toString());
        } else if (event instanceof RunEvent.StepEnded ended) {
            write(
                    ended.step(),
                    json.put("event", "step-ended").put("id", ended.id().toString()));
        } else if (event instanceof RunEvent.BranchPushed pushed) {
            json.put("event", "branch-pushed")
                    .put("id", pushed.id().toString())
                    .put("branch", pushed.branch())
                    .put("commit", pushed.commit())
                    .put("files", pushed.files());
        } else if (event instanceof RunEvent.OutputDelivered delivered) {
            json.put("event", "output-delivered")
                    .put("id", delivered.id().toString())
                    .put("type", delivered.type());
            write(delivered.links(), json.putArray("links"));
        } else if (event instanceof RunEvent.StateShown shown) {
            json.put("event", "state-shown")
                    .put("id", shown.id().toString())
                    .put("state", shown.state().name());
            write(shown.comment() == null ? List.of() : List.of(shown.comment()), json.putArray("links"));
        } else if (event instanceof RunEvent.Ended ended) {
            json.put("event", "ended")
                    .put("id", ended.id().toString())
                    .put("run", ended.run().value())
                    .put("state", ended.result().state().name())
                    .put("result", ended.result().text());
            if (ended.failure() != null) {
                write(ended.failure(), json.putObject("failure"));
            }
            write(ended.links(), json.putArray("links"));
        } else if (event instanceof RunEvent.Polled polled) {
            json.put("event", "polled")
                    .put("seconds", polled.elapsed().toMillis() / 1000.0)
                    .put("requests", polled.requests())
                    .put("quotaLeft", polled.quotaLeft())
                    .put("waiting", polled.waiting());
        } else if (event instanceof RunEvent.Recovery recovery) {
            json.put("event", "recovery");
            write(recovery.recovered(), json);
        } else if (event instanceof RunEvent.DryRunAnswered answered) {
            json.put("event", "dry-run-answered")
                    .put("id", answered.id().toString())
                    .put("command", answered.command().id())
                    .put("by", answered.command().by().login());
        } else if (event instanceof RunEvent.CommandAnswered answered) {
            json.put("event", "command-answered")
                    .put("issue", answered.repository() + "#" + answered.number())
                    .put("command", answered.command().id())
                    .put("by", answered.command().by().login());
        } else if (event instanceof RunEvent.NearMissAnswered answered) {
            json.put("event", "near-miss-answered")
                    .put("issue", answered.repository() + "#" + answered.number())
                    .put("written", answered.written());
        } else if (event instanceof RunEvent.ApprovalRequested requested) {
            json.put("event", "approval-requested")
                    .put("id", requested.id().toString())
                    .put("needed", requested.needed());
        } else if (event instanceof RunEvent.RepositoryUnavailable unavailable) {
            json.put("event", "repository-unavailable")
                    .put("repository", unavailable.repository().toString())
                    .put("code", unavailable.code().name())
                    .put("message", unavailable.message());
        } else if (event instanceof RunEvent.IssueUnreadable unreadable) {
            json.put("event", "issue-unreadable")
                    .put("place", unreadable.place())
                    .put("code", ReasonCode.ISSUE_UNREADABLE.name())
                    .put("message", unreadable.message());
        } else if (event instanceof RunEvent.Warned warned) {
            json.put("event", "warned");
            if (warned.id() != null) {
                json.put("id", warned.id().toString());
            }
            json.put("message", warned.message());
        }
        return json.toString();
    }

    /** {@code watch}: the event of a poll that came to nothing. */
    static String pollFailed(RunnerException e, Instant next) {
        return JSON.createObjectNode()
                .put("event", "poll-failed")
                .put("code", e.code().name())
                .put("message", e.getMessage())
                .put("next", next.toString())
                .toString();
    }

    /** {@code runs}: one document. */
    static String runs(List<PastRun> runs) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("runs");
        runs.forEach(run -> write(run, list.addObject()));
        return document.toPrettyString();
    }

    /** {@code runs RUN}: one document. */
    static String run(PastRun run, Optional<String> report, List<Path> logs) {
        ObjectNode document = JSON.createObjectNode();
        write(run, document);
        ArrayNode paths = document.putArray("logs");
        logs.forEach(log -> paths.add(log.toString()));
        ArrayNode journal = document.putArray("journal");
        for (PastRun.Line line : run.journal()) {
            ObjectNode json = journal.addObject();
            json.put("at", line.at().toString()).put("effect", line.effect()).put("done", line.done());
            ObjectNode facts = json.putObject("facts");
            new TreeMap<>(line.facts()).forEach(facts::put);
        }
        document.put("report", report.orElse(null));
        return document.toPrettyString();
    }

    private static void write(PastRun run, ObjectNode json) {
        json.put("run", run.run().value())
                .put("id", run.brief() == null ? null : run.brief().toString())
                .put("attempt", run.attempt())
                .put("started", run.startedAt() == null ? null : run.startedAt().toString())
                .put("stage", run.stage().name().toLowerCase(Locale.ROOT))
                .put("result", run.result() == null ? null : run.result().text())
                .put("failure", run.failure())
                .put("folder", run.folder().toString());
    }

    /** {@code plugins}: one document. */
    static String plugins(List<Plugins.Found> plugins) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("plugins");
        for (Plugins.Found plugin : plugins) {
            list.addObject()
                    .put("kind", plugin.kind())
                    .put("id", plugin.id())
                    .put("type", plugin.type())
                    .put("version", plugin.version())
                    .put("place", plugin.place());
        }
        return document.toPrettyString();
    }

    /** {@code retry} and {@code cancel}: one document. */
    static String command(BriefCommand command) {
        return JSON.createObjectNode()
                .put("id", String.valueOf(command.target()))
                .put("kind", command.kind().name().toLowerCase(Locale.ROOT))
                .put("command", command.id())
                .put("by", command.by().login())
                .put("at", command.at().toString())
                .toPrettyString();
    }

    /** {@code doctor}: one document. */
    static String findings(List<Finding> findings) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("checks");
        for (Finding finding : findings) {
            list.addObject()
                    .put("verdict", finding.verdict().name())
                    .put("subject", finding.subject())
                    .put("message", finding.message())
                    .put("hint", finding.hint());
        }
        return document.toPrettyString();
    }

    /** {@code status --lanes}: one document. */
    static String lanes(Collection<Lane> lanes) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("lanes");
        for (Lane lane : lanes) {
            ObjectNode allows = list.addObject()
                    .put("name", lane.name())
                    .put("executor", lane.executor())
                    .putObject("allows");
            LaneTable.of(lane).forEach(allows::put);
        }
        return document.toPrettyString();
    }

    /**
     * {@code init}: one document.
     *
     * @param written the configuration; null when none was written
     */
    static String init(@Nullable Path written, List<LabelMaker.Label> labels) {
        ObjectNode document = JSON.createObjectNode();
        document.put("configuration", written == null ? null : written.toString());
        ArrayNode list = document.putArray("labels");
        labels.forEach(label -> list.addObject()
                .put("repository", label.repository().toString())
                .put("name", label.name())
                .put("made", label.made()));
        return document.toPrettyString();
    }

    /** {@code recover}: one document. */
    static String recovered(List<Recovered> recovered) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("runs");
        recovered.forEach(one -> write(one, list.addObject()));
        return document.toPrettyString();
    }

    private static void write(Recovered recovered, ObjectNode json) {
        json.put("id", recovered.id().toString())
                .put("run", recovered.run().value())
                .put("verdict", recovered.verdict().name().toLowerCase(Locale.ROOT))
                .put("message", recovered.message());
    }

    private static void write(Evaluation brief, ObjectNode json) {
        json.put("id", brief.id().toString())
                .put("url", brief.url().toString())
                .put("digest", brief.digest().toString())
                .put("state", brief.state().name())
                .put("decision", brief.decision().text());
        ArrayNode reasons = json.putArray("reasons");
        brief.reasons()
                .forEach(reason ->
                        reasons.addObject().put("code", reason.code().name()).put("message", reason.message()));
        if (!brief.problems().isEmpty()) {
            problems(brief.problems(), json.putArray("problems"));
        }
        brief.failure().ifPresent(failure -> write(failure, json.putObject("failure")));
        brief.plan().ifPresent(plan -> write(plan, json));
    }

    private static void write(RunPlan plan, ObjectNode json) {
        json.put("lane", plan.lane().name())
                .put("executor", plan.lane().executor())
                .put("host", plan.host())
                .put("workdir", plan.workdir())
                .put("base", plan.base())
                .put("branch", plan.branch())
                .put("attempt", plan.attempt());
        variables(plan.brief().env(), json);
        ArrayNode steps = json.putArray("steps");
        for (Step step : plan.brief().steps()) {
            ObjectNode one = steps.addObject()
                    .put("name", step.name())
                    .put("kind", step.action().kind())
                    .put("script", step.action().text())
                    .put("continueOnError", step.continueOnError())
                    .put("always", step.always());
            variables(step.env(), one);
        }
        ArrayNode outputs = json.putArray("outputs");
        for (int i = 0; i < plan.outputs().size(); i++) {
            outputs.addObject()
                    .put("type", plan.brief().outputs().get(i).type())
                    .put("summary", plan.outputs().get(i));
        }
    }

    private static void variables(Map<String, String> env, ObjectNode json) {
        ObjectNode variables = json.putObject("env");
        env.forEach(variables::put);
    }

    /** The problems of a brief or a file, as {@code validate} and {@code run --dry-run} write them. */
    static void problems(List<Problem> problems, ArrayNode json) {
        for (Problem problem : problems) {
            json.addObject()
                    .put("code", problem.code().name())
                    .put("line", problem.line())
                    .put("column", problem.column())
                    .put("path", problem.path())
                    .put("message", problem.message())
                    .put("hint", problem.hint());
        }
    }

    private static void write(List<Link> links, ArrayNode json) {
        for (Link link : links) {
            json.addObject()
                    .put("kind", link.kind())
                    .put("text", link.text())
                    .put("url", link.url().toString());
        }
    }
}
