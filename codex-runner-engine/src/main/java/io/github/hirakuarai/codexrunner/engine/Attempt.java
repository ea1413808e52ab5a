package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.BranchContents;
import io.github.hirakuarai.codexrunner.branch.BranchPublisher;
import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.engine.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of one brief under its claim: the pipeline from the workspace to the state that users see. */
final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final Stages stages;
    private final Repositories repositories;
    private final Evaluation evaluation;
    private final Selection.Trigger trigger;
    private final CommandWatch commands;
    private final Claim claim;
    private final RunFolder folder;
    private final CancellationToken runnerCancellation;
    private final BriefId id;
    private final RateLimitRetry retry;
    private final RunReportBuilder facts;
    private final RunExecution work;
    private final RunProgress progress;
    private final StepLease lease;
    private final Approvals approvals;
    private final ShownProgress shown;
    private volatile @Nullable Failure objection;
    private volatile @Nullable Account cancelledBy;
    private volatile boolean shownBefore;

    /** @param progress how far an earlier process came with it */
    Attempt(
            Stages stages,
            Repositories repositories,
            Evaluation evaluation,
            Selection.Trigger trigger,
            CommandWatch commands,
            Claim claim,
            RunFolder folder,
            CancellationToken runnerCancellation,
            RunProgress progress) {
        this.progress = progress;
        this.lease = StepLease.of(stages.config());
        this.stages = stages;
        this.repositories = repositories;
        this.evaluation = evaluation;
        this.trigger = trigger;
        this.commands = commands;
        this.claim = claim;
        this.folder = folder;
        this.runnerCancellation = runnerCancellation;
        this.id = evaluation.found().id();
        this.retry = new RateLimitRetry(stages.clock(), runnerCancellation);
        String logs = folder.path() + " (" + stages.config().runner().id() + ")";
        this.facts = new RunReportBuilder(
                evaluation, folder.run(), logs, stages.clock().instant());
        this.approvals = new Approvals(stages.gate(), stages.source());
        this.shown = new ShownProgress(facts::begins, stages.clock(), this::showProgress);
        this.work = new RunExecution(stages.listening(this::hear), repositories, evaluation, folder, facts);
    }

    /** What came before this attempt, for its comment. */
    Attempt after(List<RunReport.EarlierAttempt> earlier) {
        facts.follows(earlier);
        return this;
    }

    /** An earlier process began it, and may have shown it. */
    Attempt resumed() {
        shownBefore = true;
        return this;
    }

    private void hear(RunEvent event) {
        stages.listener().on(event);
        shown.on(event);
    }

    /** workspace → steps → outputs → report → state. Ends the record whatever happens, unless the claim was lost. */
    RunEvent.Ended carryOut(Workspace workspace) {
        CancellationToken cancellation = new CancellationToken();
        @Nullable Failure failure;
        try (CancellationToken.Registration linked = runnerCancellation.onCancel(
                        () -> cancellation.cancel(runnerCancellation.reason().orElse("the runner is ending")));
                Heartbeat heartbeat = new Heartbeat(claim, cancellation, this::supervise, () -> renew(workspace))) {
            renew(workspace);
            failure = workIn(workspace, cancellation);
            shown.stop();
            putBack(workspace, failure);
        } catch (RuntimeException | Error e) {
            failure = Failures.of(e, stages.texts(), folder.path());
        }
        return end(failure);
    }

    private @Nullable Failure workIn(Workspace workspace, CancellationToken cancellation) {
        try {
            requireUnchanged();
            RunProgress.@Nullable Checkout checkout = progress.checkout();
            if (checkout == null) {
                show(BriefState.RUNNING);
                acknowledgeCommands();
                work.checkOut(workspace);
            } else {
                work.resume(workspace, checkout);
            }
            StepsResult steps = work.runSteps(workspace, progress, cancellation);
            work.look(workspace);
            return steps.failure() == null
                    ? deliver(workspace)
                    : Failures.masked(explained(steps.failure()), stages.texts());
        } catch (RuntimeException | Error e) {
            return Failures.of(e, stages.texts(), folder.path());
        }
    }

    /** Before the end is told, so that users read what could not be put back; it changes nothing of how the run ended. */
    private void putBack(Workspace workspace, @Nullable Failure failure) {
        // From here on nobody can go on in the workspace: whoever comes next has only the end to tell.
        boolean own = failure == null || !failure.code().equals(ErrorCode.LEASE_LOST.name());
        if (own) {
            folder.journal().intent("put back", ending(failure));
        }
        List<String> left;
        try {
            left = workspace.putBack(failure == null, stages.config().keepBranches());
        } catch (RunnerException e) {
            left = List.of("the workspace could not be put back: " + e.getMessage());
        }
        if (own) {
            folder.journal().receipt("put back", Map.of());
        }
        facts.notPutBack(left);
        left.forEach(what -> stages.listener().on(new RunEvent.Warned(id, what)));
    }

    /** Lets the steps go on for as long as the claim does. A host that does not hear of it ends them. */
    private void renew(Workspace workspace) {
        Duration left = lease.left(claim.confirmedFor());
        if (!left.isNegative() && !left.isZero()) {
            try {
                workspace.renew(left, lease.grace());
            } catch (RunnerException e) {
                log.warn("the steps of {} could not be given more time: {}", id, e.getMessage());
            }
        }
    }

    /** A brief that is rejected ends with the reason, and its users are told; none of its steps run. */
    RunEvent.Ended reject(Failure failure) {
        acknowledgeCommands();
        return end(failure);
    }

    /** Those that ask for this attempt were judged; those of strangers get no answer. */
    private void acknowledgeCommands() {
        List<BriefCommand> followed = commands.before().stream()
                .filter(command -> evaluation.commands().contains(command.id()))
                .toList();
        if (!followed.isEmpty()) {
            Issue issue = evaluation.found().document().issue();
            retry.ask(() -> {
                stages.states().acknowledge(issue, followed, claim);
                return issue;
            });
        }
    }

    /** Delivers every output in its turn. */
    private @Nullable Failure deliver(Workspace workspace) {
        requireUnchanged();
        List<OutputRequest> requests = work.outputs();
        List<@Nullable CommitPlan> commits = new ArrayList<>();
        requests.forEach(request -> commits.add(work.planned(request).commit()));
        @Nullable PublishedBranch branch = null;
        for (int i = 0; i < requests.size(); i++) {
            OutputRequest request = requests.get(i);
            List<Link> before = progress.delivered().get(request.ordinal());
            if (before != null) {
                facts.delivered(before);
                continue;
            }
            if (commits.get(i) != null && branch == null) {
                branch = publish(
                        workspace, commits.stream().filter(Objects::nonNull).toList());
            }
            Map<String, String> what = Map.of(
                    "output",
                    Integer.toString(request.ordinal()),
                    "type",
                    request.output().type());
            folder.journal().intent("deliver", what);
            OutputDelivery delivery =
                    new OutputDelivery(request.with(work.summary()), workspace::readOutput, branch, claim);
            List<Link> links =
                    retry.ask(() -> stages.outputs().deliver(delivery)).links();
            folder.journal().receipt("deliver", withLinks(what, links));
            facts.delivered(links);
            stages.listener()
                    .on(new RunEvent.OutputDelivered(id, request.output().type(), links));
        }
        return null;
    }

    private static Map<String, String> withLinks(Map<String, String> what, List<Link> links) {
        Map<String, String> all = new HashMap<>(what);
        links.forEach(link -> all.put(link.kind(), link.url().toString()));
        all.put("links", RunProgress.fact(links));
        return all;
    }

    private PublishedBranch publish(Workspace workspace, List<CommitPlan> plans) {
        BranchContents contents = work.contents(plans);
        CommitBuilder.Prepared prepared =
                stages.commits().build(contents, workspace, repositories.mirror(evaluation.ledger()));
        PublishedBranch branch = published(contents)
                .orElseGet(() -> new BranchPublisher(stages.texts())
                        .publish(contents, prepared.commit(), claim, folder.journal()));
        facts.committed(prepared.files(), branch.name());
        stages.listener()
                .on(new RunEvent.BranchPushed(
                        id, branch.name(), branch.commit(), prepared.files().size()));
        return branch;
    }

    /** The branch, when an earlier process pushed it. */
    private Optional<PublishedBranch> published(BranchContents contents) {
        RunProgress.@Nullable Push push = progress.push();
        if (push == null) {
            return Optional.empty();
        }
        return repositories
                .mirror(evaluation.ledger())
                .refs("refs/heads/" + push.branch())
                .branch(push.branch())
                .filter(tip -> tip.equals(push.commit()))
                .map(tip -> new PublishedBranch(push.branch(), tip, contents.base()));
    }

    /** The record first, then what users see of it. */
    private RunEvent.Ended end(@Nullable Failure failure) {
        folder.freeReserve();
        facts.ended(stages.clock().instant(), failure);
        Result result = facts.result();
        folder.write(RunFolder.REPORT, stages.comments().render(facts.report(result.state())));
        if (failure == null || !failure.code().equals(ErrorCode.LEASE_LOST.name())) {
            Map<String, String> what = ending(failure);
            folder.journal().intent("end", what);
            claim.move(record -> ended(record, result, failure));
            folder.journal().receipt("end", what);
            if (showAtLast(result.state())) {
                folder.finish();
            }
        } else {
            // Whoever has taken it over tells people, too.
            folder.finish();
        }
        RunEvent.Ended ended = new RunEvent.Ended(id, folder.run(), result, failure, facts.links());
        stages.listener().on(ended);
        return ended;
    }

    private LedgerRecord ended(LedgerRecord record, Result result, @Nullable Failure failure) {
        LedgerRecord ended =
                record.ended(result, failure == null ? null : failure.code()).withLinks(facts.links());
        Account by = cancelledBy;
        return by == null || result != Result.CANCELLED ? ended : ended.cancelledBy(by);
    }

    private Map<String, String> ending(@Nullable Failure failure) {
        Map<String, String> what =
                new HashMap<>(Map.of("result", facts.result(failure).name(), "code", ""));
        if (failure != null) {
            what.put("code", failure.code());
            what.put("message", failure.message());
        }
        return what;
    }

    /** The record is what counts: a picture that could not be drawn is not worth the run. */
    private boolean showAtLast(BriefState state) {
        try {
            show(state);
            return true;
        } catch (RunnerException e) {
            stages.listener()
                    .on(new RunEvent.Warned(
                            id, "could not post the final status; the next run retries: " + e.getMessage()));
            return false;
        }
    }

    private Optional<String> supervise() {
        shown.tell();
        return objection();
    }

    /** The next beat tries again what fails here. */
    private void showProgress() {
        if (stages.config().report().comment()) {
            stages.states().show(update(BriefState.RUNNING), claim);
        }
    }

    private StatusUpdate update(BriefState state) {
        // Only once: a second try follows one of which nobody knows how far it came.
        boolean first = evaluation.over() == null && !shownBefore;
        shownBefore = true;
        RunReport report = facts.report(state);
        boolean notify = report.endedAt() != null
                && stages.config()
                        .report()
                        .notifications()
                        .concerns(state == BriefState.FAILED, Duration.between(report.startedAt(), report.endedAt()));
        return new StatusUpdate(
                id,
                evaluation.found().key(),
                evaluation.found().document().issue(),
                state,
                stages.config().report().comment() ? stages.comments().render(report) : null,
                claim.record().statusComment(),
                first,
                notify);
    }

    private void show(BriefState state) {
        Map<String, String> what = Map.of("state", state.name());
        folder.journal().intent("show", what);
        StatusReceipt receipt = retry.ask(() -> stages.states().show(update(state), claim));
        folder.journal().receipt("show", what);
        if (state == BriefState.RUNNING) {
            claim.move(record -> record.running(receipt.commentId()));
        }
        @Nullable Link link = receipt.url() == null ? null : new Link("comment", "status", receipt.url());
        stages.listener().on(new RunEvent.StateShown(id, state, link));
    }

    /** Protocol §2: the text is checked again just before the first step and before each push. */
    private void requireUnchanged() {
        retry.ask(this::objection).ifPresent(why -> {
            throw new AttemptFailed(Objects.requireNonNull(objection));
        });
    }

    /** Why the run should end, as document and people are now; empty when nobody objects. */
    private Optional<String> objection() {
        Optional<SourceDocument> now;
        try {
            now = stages.source().read(evaluation.found().document().ref());
        } catch (RateLimitedException e) {
            // Its editor cannot be asked for now; whoever cancels it is heard all the same.
            Issue before = evaluation.found().document().issue();
            Optional<String> cancelled =
                    stages.source().issue(before.repository(), before.number()).flatMap(this::cancelled);
            if (cancelled.isPresent()) {
                return cancelled;
            }
            throw e;
        }
        if (now.isEmpty()) {
            return object(new Failure(Result.FAILURE, "BRIEF_CHANGED", "the brief was deleted while it ran", null));
        }
        boolean same = stages.finder().find(now.get()).stream()
                .anyMatch(found -> found.key().equals(evaluation.found().key()));
        if (!same) {
            return object(new Failure(
                    Result.FAILURE,
                    "BRIEF_CHANGED",
                    "the brief's text changed while it ran",
                    "comment /codex retry to run the new text"));
        }
        List<Reason> reasons = new ArrayList<>(stages.gate().place(now.get(), trigger));
        reasons.addAll(stages.gate().people(now.get(), true, true));
        evaluation.plan().ifPresent(plan -> {
            reasons.addAll(stages.gate().lane(now.get(), plan.brief(), true, true));
            reasons.addAll(stages.gate().repository(now.get(), plan.brief(), true, true));
        });
        if (!reasons.isEmpty()) {
            return object(new Failure(
                    Result.CANCELLED,
                    reasons.get(0).code().name(),
                    "it must not run any more: " + reasons.get(0).message(),
                    null));
        }
        Optional<String> disapproved = evaluation.plan().flatMap(this::disapproved);
        return disapproved.isPresent() ? disapproved : cancelled(now.get().issue());
    }

    /** Protocol §7: every approval is read again, from its own comment. */
    private Optional<String> disapproved(RunPlan plan) {
        if (plan.lane().allow().approvals() == 0) {
            return Optional.empty();
        }
        Optional<String> objection = plan.approved() == null
                ? Optional.of("nobody approved it")
                : approvals.objection(evaluation.found(), plan, plan.approved());
        return objection.flatMap(why -> object(new Failure(
                Result.CANCELLED,
                ReasonCode.NEEDS_APPROVAL.name(),
                "it must not run any more: " + why,
                "comment /codex retry to ask for approvals again")));
    }

    private Optional<String> cancelled(Issue issue) {
        return commands.cancel(issue).flatMap(command -> {
            stages.states().acknowledge(issue, List.of(command), claim);
            cancelledBy = command.by();
            return object(new Failure(
                    Result.CANCELLED,
                    "CANCELLED",
                    command.by().login() + " cancelled it",
                    "comment /codex retry to run it again"));
        });
    }

    private Optional<String> object(Failure failure) {
        objection = failure;
        return Optional.of(failure.message());
    }

    /** A step that was cancelled because somebody objected failed for that reason. */
    private Failure explained(Failure failure) {
        Failure objected = objection;
        return failure.result() == Result.CANCELLED && objected != null ? objected : failure;
    }
}
