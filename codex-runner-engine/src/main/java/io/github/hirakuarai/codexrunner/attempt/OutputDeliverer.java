package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.branch.BranchContents;
import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Publishes the outputs of one attempt, each in its turn; those that an earlier process published are not published again. */
final class OutputDeliverer {

    private final RunnerContext context;
    private final RunOutputs outputs;
    private final HeldRun held;
    private final RunReportBuilder facts;
    private final RunGuard guard;

    OutputDeliverer(RunnerContext context, RunOutputs outputs, HeldRun held, RunReportBuilder facts, RunGuard guard) {
        this.context = context;
        this.outputs = outputs;
        this.held = held;
        this.facts = facts;
        this.guard = guard;
    }

    /** Delivers every output in its turn. */
    void deliver(Workspace workspace) {
        List<OutputRequest> requests = outputs.requests();
        Map<OutputRequest, CommitPlan> commits = outputs.commits();
        boolean pushesFirst = held.progress().delivered().isEmpty()
                && held.progress().push() == null
                && !requests.isEmpty()
                && commits.containsKey(requests.get(0));
        guard.requireUnchanged(!pushesFirst);
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
            String type = request.output().type();
            held.folder().journal().intent(new JournalEntry.Deliver(request.ordinal(), type));
            OutputDelivery delivery =
                    new OutputDelivery(request.with(outputs.summary()), workspace::readOutput, branch, held.claim());
            List<Link> links = guard.ask(() -> outputs.deliver(delivery));
            held.folder().journal().receipt(new JournalEntry.Delivered(request.ordinal(), type, links));
            branch = branch == null ? null : branch.known();
            facts.delivered(links);
            context.tell(new RunEvent.OutputDelivered(held.evaluation().id(), type, links));
        }
    }

    /** An output may bring a file that the steps changed too. */
    private static int files(CommitBuilder.Prepared prepared, BranchContents contents) {
        return (int) Stream.concat(
                        prepared.files().stream().map(FileChange::path),
                        contents.additions().stream().map(BranchFile::path))
                .distinct()
                .count();
    }

    private PublishedBranch publish(Workspace workspace, Map<OutputRequest, CommitPlan> commits) {
        BranchContents contents = outputs.contents(commits, workspace::readOutput);
        CommitBuilder.Prepared prepared = outputs.build(contents, workspace);
        PublishedBranch branch = published(contents).orElseGet(() -> outputs.push(contents, prepared, held, guard));
        facts.committed(prepared.files(), branch.name());
        context.tell(new RunEvent.BranchPushed(
                held.evaluation().id(), branch.name(), branch.commit(), files(prepared, contents)));
        // An earlier attempt may have had a branch of this name, which somebody deleted.
        return held.evaluation().over() == null ? branch : branch.known();
    }

    /** The branch, when an earlier process pushed it. */
    private Optional<PublishedBranch> published(BranchContents contents) {
        JournalEntry.@Nullable Push push = held.progress().push();
        if (push == null) {
            return Optional.empty();
        }
        return outputs.tip(push.branch())
                .filter(tip -> tip.equals(push.commit()))
                .map(tip -> new PublishedBranch(push.branch(), tip, contents.base()));
    }
}
