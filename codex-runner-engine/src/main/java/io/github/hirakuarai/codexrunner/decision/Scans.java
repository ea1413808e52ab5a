package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.UnreadableIssueException;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.UnreadableRepositories;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at the documents, and decides about each of their briefs. */
public final class Scans {

    private final RunnerContext context;
    private final BriefIntake intake;
    private final TextSanitizer texts;
    private final Repositories repositories;
    private final Evaluators evaluators;

    public Scans(
            RunnerContext context,
            BriefIntake intake,
            TextSanitizer texts,
            Repositories repositories,
            Evaluators evaluators) {
        this.context = context;
        this.intake = intake;
        this.texts = texts;
        this.repositories = repositories;
        this.evaluators = evaluators;
    }

    /** The same, with nobody told of what is found. */
    public Scans silent() {
        return new Scans(context.listening(event -> {}), intake, texts, repositories, evaluators);
    }

    /**
     * source → extract → parse → validate → decide, for all documents as they are listed: who runs a brief reads it anew. Only
     * what users ask for is read anew here too, because a listing does not tell whether the text was edited since.
     *
     * @param listed called between listing and deciding, when it is known which records are needed; and when nothing can be listed
     */
    public Scan look(Selection selection, Runnable listed) {
        return look(selection, false, false, listed);
    }

    /** The same for those who run nothing: what may run is read anew here, so that they are told what a run would decide. */
    public Scan confirmed(Selection selection) {
        return look(selection, true, true, () -> {});
    }

    /** The same beside what runs: a lane that does not answer soon is not waited for. */
    public Scan confirmedSoon(Selection selection) {
        return look(selection, true, false, () -> {});
    }

    private Scan look(Selection selection, boolean confirm, boolean waiting, Runnable listed) {
        requireLane(selection.lane());
        SourceQuery query = query(selection);
        Unread unread = new Unread(repositories);
        List<SourceDocument> documents;
        try {
            documents = intake.source()
                    .documents(new SourceQuery(query.repositories(), query.labels(), query.issue(), unread));
            repositories.requireOne(query.repositories(), unread.repositories);
        } catch (RunnerException e) {
            listed.run();
            throw e;
        }
        Map<SourceDocument, List<FoundBrief>> found = new HashMap<>();
        documents.forEach(document -> found.put(document, intake.finder().find(document)));
        found.values().forEach(briefs -> briefs.forEach(repositories::expect));
        listed.run();
        context.tell(new RunEvent.Scanned(
                documents.size(), found.values().stream().mapToInt(List::size).sum()));
        ProcessedBlocks processedBlocks = new ProcessedBlocks(documents, intake.source()::isOwn);
        Evaluator evaluator = evaluators.of(processedBlocks, waiting);
        List<BriefEvaluation> evaluations = new ArrayList<>();
        for (SourceDocument document : documents) {
            List<BriefEvaluation> asListed =
                    evaluator.evaluate(Objects.requireNonNull(found.get(document)), selection.trigger(), false, null);
            boolean again =
                    asListed.stream().anyMatch(confirm ? BriefEvaluation::mayBeActedOn : BriefEvaluation::isAskedFor);
            (again ? read(evaluator, asListed, selection) : asListed)
                    .stream()
                            .filter(evaluation -> isSelected(evaluation.found(), selection, intake.source()))
                            .map(unread::held)
                            .forEach(evaluations::add);
        }
        evaluations.sort(BriefOrder.of(
                context.config(), context.clock().getZone(), context.clock().instant()));
        evaluations.forEach(evaluation -> context.tell(new RunEvent.Evaluated(evaluation)));
        unread.tellOthers(context.listener(), texts);
        return new Scan(evaluations, processedBlocks, documents);
    }

    private List<BriefEvaluation> read(Evaluator evaluator, List<BriefEvaluation> listed, Selection selection) {
        try {
            return UnreadableIssueException.reading(
                            () -> intake.read(listed.get(0).found().document().ref()))
                    .map(now -> evaluator.evaluate(now, selection.trigger(), true, null))
                    .orElse(List.of());
        } catch (RunnerException e) {
            ReasonCode code = e instanceof RateLimitedException ? ReasonCode.RATE_LIMITED : Evaluator.holding(e);
            Reason reason = new Reason(code, String.valueOf(e.getMessage()));
            return listed.stream()
                    .map(one -> one.mayBeActedOn() ? one.held(reason) : one)
                    .toList();
        }
    }

    /** @throws RunnerException with {@code USAGE} when there is no such lane: nothing would be found, for no reason that is seen */
    private void requireLane(@Nullable String lane) {
        Set<String> lanes = context.config().lanes().keySet();
        if (lane != null && !lanes.contains(lane)) {
            throw new RunnerException(
                    ErrorCode.USAGE,
                    "unknown lane '" + texts.line(lane) + "'; "
                            + Nearest.to(lane, lanes)
                                    .map(near -> "did you mean '" + near + "'?")
                                    .orElseGet(() -> "the configuration has " + String.join(", ", lanes)));
        }
    }

    private SourceQuery query(Selection selection) {
        Set<String> labels = Set.of(intake.policy().enablingLabel(selection.trigger()));
        BriefId brief = selection.brief();
        if (brief != null) {
            return new SourceQuery(List.of(brief.repository()), labels, brief.number());
        }
        return new SourceQuery(
                selection.repository() == null ? context.config().repositories() : List.of(selection.repository()),
                labels,
                selection.issue());
    }

    private static boolean isSelected(FoundBrief brief, Selection selection, BriefSource source) {
        boolean lane = selection.lane() == null || selection.lane().equals(brief.lane());
        return lane && (selection.brief() == null || isMeant(brief, selection.brief(), source));
    }

    /** Whether an id means a brief, also when it has another name of the brief's repository, which was renamed. */
    public static boolean isMeant(FoundBrief brief, BriefId id, BriefSource source) {
        BriefId own = brief.id();
        Issue issue = brief.document().issue();
        return own.equals(id)
                || (own.equals(new BriefId(own.repository(), id.number(), id.kind(), id.commentId(), id.ordinal()))
                        && source.repositoryId(id.repository())
                                .filter(repository -> repository == issue.repositoryId())
                                .isPresent());
    }

    /** What the source could not read at this look. */
    private static final class Unread implements UnreadableRepositories {

        private final Repositories all;
        private final Set<RepositoryName> repositories = new HashSet<>();
        private final Map<Place, Reason> issues = new LinkedHashMap<>();
        private final Set<Place> told = new HashSet<>();

        Unread(Repositories all) {
            this.all = all;
        }

        @Override
        public void add(RepositoryName repository, RunnerException why) {
            repositories.add(repository);
            all.unavailable(repository, why);
        }

        @Override
        public void addIssue(RepositoryName repository, int number, RunnerException why) {
            issues.put(
                    new Place(repository, number),
                    new Reason(ReasonCode.ISSUE_UNREADABLE, String.valueOf(why.getMessage())));
        }

        /** Nobody knows what else stands in its issue: a command, or that the brief was moved. */
        BriefEvaluation held(BriefEvaluation evaluation) {
            Issue issue = evaluation.found().document().issue();
            Place place = new Place(issue.repository(), issue.number());
            @Nullable Reason reason = issues.get(place);
            if (reason == null || !evaluation.mayBeActedOn()) {
                return evaluation;
            }
            told.add(place);
            return evaluation.held(reason);
        }

        /** Tells of the issues of which no brief says that it is held. */
        void tellOthers(RunListener listener, TextSanitizer texts) {
            issues.forEach((place, reason) -> {
                if (!told.contains(place)) {
                    listener.on(new RunEvent.IssueUnreadable(
                            place.repository(), place.number(), texts.plain(reason.message())));
                }
            });
        }

        private record Place(RepositoryName repository, int number) {}
    }
}
