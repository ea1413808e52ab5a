package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.BranchContents;
import io.github.hirakuarai.codexrunner.branch.BranchPublisher;
import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.RunProgress;
import io.github.hirakuarai.codexrunner.engine.StepRunner.StepsResult;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.ledger.PushGuard;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of one brief under its claim: the pipeline from the workspace to the state that users see. */
final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final Stages stages;
    private final Repositories repositories;
    private final HeldRun held;
    private final Evaluation evaluation;
    private final Claim claim;
    private final RunFolder folder;
    private final RunCheck check;
    private final CancellationToken runnerCancellation;
    private final BriefId id;
    private final RateLimitRetry retry;
    private final RunReportBuilder facts;
    private final RunExecution work;
    private final StepLease lease;
    private final ShownProgress shown;
    private volatile boolean shownBefore;
    /** Between the check of the issue and the push that follows, no operator's command passes unseen. */
    private final PushGuard uncommanded = new PushGuard() {
        @Override
        public boolean permits(RemoteRefs advertised) {
            return check.isUncommanded(advertised);
        }

        @Override
        public void stopped() {
            requireUnchanged(true);
        }
    };

    Attempt(
            Stages stages,
            Repositories repositories,
            HeldRun held,
            RunCheck check,
            CancellationToken runnerCancellation) {
        this.stages = stages;
        this.repositories = repositories;
        this.held = held;
        this.evaluation = held.evaluation();
        this.claim = held.claim();
        this.folder = held.folder();
        this.check = check;
        this.runnerCancellation = runnerCancellation;
        this.id = evaluation.id();
        this.lease = StepLease.of(stages.config());
        this.retry = new RateLimitRetry(
                stages.clock(), runnerCancellation, until -> stages.listener().on(new RunEvent.RateLimited(id, until)));
        this.shownBefore = held.resumed();
        RunReport.Logs logs = new RunReport.Logs(
                folder.path().toString(), stages.config().runner().id());
        this.facts = new RunReportBuilder(
                evaluation, folder.run(), logs, stages.clock().instant());
        this.shown = new ShownProgress(facts::begins, stages.clock(), this::showProgress);
        this.work = new RunExecution(stages.listening(this::hear), repositories, evaluation, folder, facts);
    }

    /** What came before this attempt, for its comment. */
    Attempt after(List<RunReport.EarlierAttempt> earlier) {
        facts.follows(earlier);
        return this;
    }

    private void hear(RunEvent event) {
        stages.listener().on(event);
        shown.on(event);
    }

    /** workspace → steps → outputs → report → state. Ends the record whatever happens, unless the claim was lost. */
    RunEvent.Ended carryOut(Workspace workspace) {
        CancellationToken cancellation = new CancellationToken();
        @Nullable Objection why;
        try (CancellationToken.Registration linked = runnerCancellation.onCancel(
                        () -> cancellation.cancel(runnerCancellation.reason().orElse("the runner is ending")));
                Heartbeat heartbeat = new Heartbeat(claim, cancellation, this::supervise, () -> renew(workspace))) {
            renew(workspace);
            why = workIn(workspace, cancellation, heartbeat);
            shown.stop();
            putBack(workspace, why == null ? null : why.failure());
        } catch (RuntimeException | Error e) {
            why = Failures.why(e, stages.texts(), folder.path());
        }
        return end(why);
    }

    /** Why the attempt fails; null when it does not. */
    private @Nullable Objection workIn(Workspace workspace, CancellationToken cancellation, Heartbeat heartbeat) {
        try {
            RunProgress.@Nullable Checkout checkout = held.progress().checkout();
            requireUnchanged(checkout != null);
            if (checkout == null) {
                spendApprovals();
                show(BriefState.RUNNING);
                acknowledgeCommands();
                work.checkOut(workspace);
            } else {
                work.resume(workspace, checkout);
            }
            StepsResult steps = work.runSteps(workspace, held.progress(), cancellation);
            work.look(workspace);
            @Nullable Failure failed = steps.failure();
            if (failed != null) {
                // A step that was cancelled because somebody objected failed for that reason.
                Objection why = heartbeat
                        .objection()
                        .filter(objection -> failed.result() == Result.CANCELLED)
                        .orElseGet(() -> new Objection(failed));
                return new Objection(Failures.masked(why.failure(), stages.texts()), why.cancel());
            }
            deliver(workspace);
            return null;
        } catch (RuntimeException | Error e) {
            return Failures.why(e, stages.texts(), folder.path());
        }
    }

    /** Before the first step, so that nobody can have the same approvals used again. */
    private void spendApprovals() {
        evaluation
                .plan()
                .filter(plan -> plan.approved() != null)
                .ifPresent(plan -> retry.ask(() -> {
                    String used = ApprovalRequests.used(stages.approvals(), evaluation, plan, folder.run());
                    stages.states()
                            .answer(
                                    new CommandAnswer(
                                            evaluation.found().document().issue(), id, null, used),
                                    claim);
                    return used;
                }));
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
        return end(new Objection(failure));
    }

    /** Those that ask for this attempt were judged; those of strangers get no answer. */
    private void acknowledgeCommands() {
        List<BriefCommand> followed = check.commandsBefore().stream()
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
    private void deliver(Workspace workspace) {
        List<OutputRequest> requests = work.outputs();
        Map<OutputRequest, CommitPlan> commits = work.commits();
        boolean pushesFirst = held.progress().delivered().isEmpty()
                && held.progress().push() == null
                && !requests.isEmpty()
                && commits.containsKey(requests.get(0));
        requireUnchanged(!pushesFirst);
        @Nullable PublishedBranch branch = null;
        for (OutputRequest request : requests) {
            List<Link> before = held.progress().delivered().get(request.ordinal());
            if (before != null) {
                facts.delivered(before);
                continue;
            }
            if (commits.containsKey(request) && branch == null) {
                branch = publish(workspace, commits);
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
            branch = branch == null ? null : branch.known();
            facts.delivered(links);
            stages.listener()
                    .on(new RunEvent.OutputDelivered(id, request.output().type(), links));
        }
    }

    private static Map<String, String> withLinks(Map<String, String> what, List<Link> links) {
        Map<String, String> all = new HashMap<>(what);
        links.forEach(link -> all.put(link.kind(), link.url().toString()));
        all.put("links", RunProgress.fact(links));
        return all;
    }

    private PublishedBranch publish(Workspace workspace, Map<OutputRequest, CommitPlan> commits) {
        BranchContents contents = work.contents(commits, workspace::readOutput);
        CommitBuilder.Prepared prepared =
                stages.commits().build(contents, workspace, repositories.mirror(evaluation.ledger()));
        PublishedBranch branch = published(contents)
                .orElseGet(() -> new BranchPublisher(stages.texts())
                        .publish(contents, prepared.commit(), claim, folder.journal(), uncommanded));
        facts.committed(prepared.files(), branch.name());
        stages.listener()
                .on(new RunEvent.BranchPushed(
                        id,
                        branch.name(),
                        branch.commit(),
                        prepared.files().size() + contents.additions().size()));
        // An earlier attempt may have had a branch of this name, which somebody deleted.
        return evaluation.over() == null ? branch : branch.known();
    }

    /** The branch, when an earlier process pushed it. */
    private Optional<PublishedBranch> published(BranchContents contents) {
        RunProgress.@Nullable Push push = held.progress().push();
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
    private RunEvent.Ended end(@Nullable Objection why) {
        @Nullable Failure failure = why == null ? null : why.failure();
        folder.freeReserve();
        facts.ended(stages.clock().instant(), failure);
        Result result = facts.result();
        folder.write(RunFolder.REPORT, stages.comments().render(facts.report(result.state())));
        if (failure == null || !failure.code().equals(ErrorCode.LEASE_LOST.name())) {
            Map<String, String> what = ending(failure);
            folder.journal().intent("end", what);
            claim.move(record -> ended(record, result, why));
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

    private LedgerRecord ended(LedgerRecord record, Result result, @Nullable Objection why) {
        LedgerRecord ended = (why == null
                        ? record.ended(result, null)
                        : record.ended(
                                result,
                                why.failure().code(),
                                stages.texts().plain(why.failure().message())))
                .withLinks(facts.links());
        return why == null || why.cancel() == null
                ? ended
                : ended.cancelledBy(why.cancel().by());
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

    private Optional<Objection> supervise() {
        shown.tell();
        return objection(true);
    }

    /** Whoever cancelled the run sees that they were heard. */
    private Optional<Objection> objection(boolean operators) {
        Optional<Objection> found = check.objection(evaluation, operators);
        found.map(Objection::cancel)
                .ifPresent(command -> stages.states()
                        .acknowledge(evaluation.found().document().issue(), List.of(command), claim));
        return found;
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
            claim.move(record -> record.running(receipt.commentId()), uncommanded);
        }
        @Nullable Link link = receipt.url() == null ? null : new Link("comment", "status", receipt.url());
        stages.listener().on(new RunEvent.StateShown(id, state, link));
    }

    /**
     * Protocol §2: the text is checked again just before the first step and before each push.
     *
     * @param operators whether their commands are looked for: a push that follows tells of them
     */
    private void requireUnchanged(boolean operators) {
        retry.ask(() -> objection(operators)).ifPresent(why -> {
            throw new AttemptFailed(why);
        });
    }
}
