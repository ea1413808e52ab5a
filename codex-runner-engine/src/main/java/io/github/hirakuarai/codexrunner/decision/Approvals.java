package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.brief.CommandReader;
import io.github.hirakuarai.codexrunner.event.Approved;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether enough users have approved a brief (protocol §7). Everything is read from the comments themselves: a request by
 * the runner that shows what would run from which commit, and approvals that were written after it and name the digest. Records and
 * refs, which whoever may push can write, have no say. Writes nothing.
 */
public final class Approvals {

    private final AdmissionPolicy policy;
    private final BriefSource source;
    private final CommandReader commands = new CommandReader();

    public Approvals(AdmissionPolicy policy, BriefSource source) {
        this.policy = policy;
        this.source = source;
    }

    /** Decides about one attempt of a brief that is to begin, as the comments are now. */
    Verdict judge(FoundBrief found, RunPlan plan) {
        return judge(found, plan, false);
    }

    /** Decides about one attempt of a brief that has begun: the runner itself has edited its request then. */
    public Verdict judgeBegun(FoundBrief found, RunPlan plan) {
        return judge(found, plan, true);
    }

    private Verdict judge(FoundBrief found, RunPlan plan, boolean begun) {
        List<SourceDocument> documents = documents(found.document().issue());
        Optional<ApprovalRequest> request =
                latestRequest(documents, found, plan.attempt()).filter(asked -> asked.isFor(plan.base()));
        List<Approved.Approval> named =
                request.map(asked -> naming(documents, found, asked)).orElse(List.of());
        int needed = plan.lane().allow().approvals();
        String missing =
                "the lane " + plan.lane().name() + " asks for " + needed + (needed == 1 ? " approval" : " approvals");
        if (request.isPresent() && named.isEmpty()) {
            return new Verdict.Missing(missing + ", and there is none; see the runner's comment", false);
        }
        Optional<Set<Account>> editors = source.editors(found.document().ref());
        if (editors.isEmpty()) {
            return new Verdict.Missing(
                    missing + ", and the forge cannot tell who edited the brief, so nobody can approve it", false);
        }
        if (request.isEmpty() || !requestStands(request.get().document(), begun)) {
            return new Verdict.Missing(missing + ", and has not asked for them yet", true);
        }
        Map<Long, Approved.Approval> counted = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        for (Approved.Approval comment : named) {
            Optional<String> objection = objection(comment, found, plan, editors.get());
            if (objection.isEmpty()) {
                counted.putIfAbsent(comment.by().id(), comment);
            } else if (policy.mayCommand(comment.by(), found.document().issue().repository(), false)) {
                refused.add(objection.get());
            }
        }
        return counted.size() >= needed
                ? new Verdict.Given(new Approved(
                        request.get().base(),
                        request.get().document(),
                        request.get().number(),
                        List.copyOf(counted.values())))
                : new Verdict.Missing(
                        missing + ", and has " + counted.size()
                                + (refused.isEmpty() ? "" : " (" + String.join("; ", refused) + ")"),
                        false);
    }

    /** Why a run that was approved must not go on, as the comments are now; empty when every approval still stands. */
    public Optional<String> objection(FoundBrief found, RunPlan plan, Approved approved) {
        if (!requestStands(approved.request(), true)) {
            return Optional.of("the comment that asked for approvals was changed or deleted");
        }
        Optional<Set<Account>> editors = source.editors(found.document().ref());
        if (editors.isEmpty()) {
            return Optional.of("the forge cannot tell who edited the brief");
        }
        return approved.by().stream()
                .flatMap(comment -> objection(comment, found, plan, editors.get()).stream())
                .findFirst();
    }

    /** Why an approval does not count; empty when it does. */
    private Optional<String> objection(
            Approved.Approval comment, FoundBrief found, RunPlan plan, Set<Account> editors) {
        Account by = comment.by();
        String whose = "that of " + by.login() + " does not count: ";
        if (by.bot()) {
            return Optional.of(whose + "it is a bot");
        }
        if (by.id() == found.document().author().id() || editors.stream().anyMatch(editor -> editor.id() == by.id())) {
            return Optional.of(whose + "they wrote or edited the brief");
        }
        LanePolicy allow = plan.lane().allow();
        RepositoryName issue = found.document().issue().repository();
        RepositoryName changed = plan.brief().repository();
        if (!policy.mayCommand(by, issue, true) || (!changed.equals(issue) && !policy.mayCommand(by, changed, true))) {
            return Optional.of(whose + "they may not have briefs run");
        }
        if (!policy.isListed(by, allow.approvers(), true)) {
            return Optional.of(whose + "the lane's approvers are " + allow.approvers());
        }
        return approvalStands(comment.comment(), found.digest().hex())
                ? Optional.empty()
                : Optional.of(whose + "the comment was edited, hidden or deleted");
    }

    /**
     * Whether a request still asks. The runner edits it when the run begins, which is how its approvals are spent: whatever
     * becomes of the record, another attempt asks anew.
     */
    private boolean requestStands(DocumentRef request, boolean begun) {
        return source.read(request)
                .filter(now -> !now.minimized())
                .filter(now -> isUnedited(now)
                        || (begun && now.editorKnown() && now.editor() != null && source.isOwn(now.editor())))
                .isPresent();
    }

    private boolean approvalStands(DocumentRef comment, String digest) {
        return source.read(comment)
                .filter(now -> !now.minimized())
                .filter(Approvals::isUnedited)
                .filter(now -> now.markdown().contains(digest))
                .isPresent();
    }

    /** What was ever edited may have said something else when others read it. */
    private static boolean isUnedited(SourceDocument now) {
        return now.editorKnown() && now.editor() == null && now.editedAt() == null;
    }

    /** Every request of this runner's account for an attempt of a brief, the last one last. */
    List<ApprovalRequest> requests(FoundBrief found, int attempt) {
        return requests(documents(found.document().issue()), found, attempt);
    }

    private Optional<ApprovalRequest> latestRequest(List<SourceDocument> documents, FoundBrief found, int attempt) {
        List<ApprovalRequest> all = requests(documents, found, attempt);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private List<ApprovalRequest> requests(List<SourceDocument> documents, FoundBrief found, int attempt) {
        return documents.stream()
                .filter(document -> document.ref().kind() == DocumentKind.ISSUE_COMMENT)
                .filter(document -> source.isOwn(document.author()))
                .flatMap(document -> Marker.read(document.markdown())
                        .flatMap(marker -> ApprovalRequest.read(marker, document.ref(), document.createdAt()))
                        .filter(request -> request.key().equals(found.key()) && request.attempt() == attempt)
                        .stream())
                .sorted(Comparator.comparingInt(ApprovalRequest::number)
                        .thenComparing(request -> request.document().databaseId()))
                .toList();
    }

    /** Comments that approve the brief by its id and digest, written after the request, one by each account that is no bot. */
    private List<Approved.Approval> naming(List<SourceDocument> documents, FoundBrief found, ApprovalRequest request) {
        return documents.stream()
                .filter(document -> document.ref().kind() == DocumentKind.ISSUE_COMMENT)
                .filter(document -> !Marker.in(document.markdown()))
                .filter(document ->
                        document.ref().databaseId() > request.document().databaseId()
                                && !document.createdAt().isBefore(request.at()))
                .filter(document -> commands.read(document.markdown()).stream()
                        .anyMatch(command -> command.kind() == BriefCommand.Kind.APPROVE
                                && found.id().equals(command.target())
                                && found.digest().equals(command.digest())))
                .map(document -> new Approved.Approval(document.author(), document.createdAt(), document.ref()))
                .toList();
    }

    private List<SourceDocument> documents(Issue issue) {
        return source.documents(new SourceQuery(List.of(issue.repository()), Set.of(), issue.number()));
    }

    /** What came of the question whether a brief is approved. */
    public sealed interface Verdict {

        /** It is. */
        record Given(Approved approved) implements Verdict {}

        /**
         * It is not.
         *
         * @param why for users
         * @param ask whether a comment has to ask for approvals
         */
        record Missing(String why, boolean ask) implements Verdict {}
    }
}
