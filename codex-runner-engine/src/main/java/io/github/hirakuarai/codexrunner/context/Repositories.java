package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.ledger.BriefRef;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.OperatorCommand;
import io.github.hirakuarai.codexrunner.ledger.ParsedRecords;
import io.github.hirakuarai.codexrunner.ledger.PauseRef;
import io.github.hirakuarai.codexrunner.ledger.RefContents;
import io.github.hirakuarai.codexrunner.ledger.RefInTheWay;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The repositories that briefs change, each as it stood when it was last looked at. Used by one thread at a time. */
public final class Repositories implements AutoCloseable {

    private final RunnerConfig config;
    private final Mirrors mirrors;
    private final LedgerClock clock;
    private final Map<Place, RepositoryView> views = new HashMap<>();
    private final Map<RepositoryName, Set<IssueRef>> expected = new HashMap<>();
    private final Map<Place, RemoteRefs> besideRecords = new HashMap<>();
    private final Map<RepositoryName, Set<String>> branches = new HashMap<>();
    private final ParsedRecords parsed;
    private final StaleClaims claims;
    private final Map<RepositoryName, RunnerException> faults = new LinkedHashMap<>();
    private final RunListener listener;

    /**
     * @param context whose listener is told of each repository that cannot be read, once
     * @param mirrors closed with this
     * @param parsed records that were read before
     * @param claims what earlier looks have kept
     */
    public Repositories(
            RunnerContext context, Mirrors mirrors, LedgerClock clock, ParsedRecords parsed, StaleClaims claims) {
        this.config = context.config();
        this.listener = context.listener();
        this.mirrors = mirrors;
        this.clock = clock;
        this.parsed = parsed;
        this.claims = claims;
    }

    /** Whether what went wrong concerns one repository: the others can be worked with. */
    public static boolean concernsOne(RunnerException e) {
        return e.code().category() == ErrorCode.Category.UNAVAILABLE && e.code() != ErrorCode.RATE_LIMITED;
    }

    /**
     * Notes that a repository cannot be read now. Its briefs wait.
     *
     * @throws RunnerException when there is no other: then nothing can go on
     */
    public void unavailable(RepositoryName repository, RunnerException why) {
        // Whoever gives up a look interrupts it: then nothing is known of the repository.
        if (watched().size() == 1 || Thread.currentThread().isInterrupted()) {
            throw why;
        }
        if (faults.putIfAbsent(repository, why) == null) {
            listener.on(new RunEvent.RepositoryUnavailable(repository, why.code(), String.valueOf(why.getMessage())));
        }
    }

    /**
     * Returns when one of these can be read.
     *
     * @throws RunnerException when none can: then it is the forge, and not a repository
     */
    public void requireOne(List<RepositoryName> asked, Set<RepositoryName> unreadable) {
        if (unreadable.containsAll(asked)) {
            throw Objects.requireNonNull(faults.get(asked.get(0)));
        }
    }

    /** Every repository in which a record of this runner's concern may stand. */
    public Set<RepositoryName> watched() {
        Set<RepositoryName> all = new LinkedHashSet<>(config.repositories());
        all.addAll(config.gate().repositories());
        return all;
    }

    /** Asks for what a brief's evaluation needs, when the next of its repository's issues is looked at. */
    public void expect(FoundBrief brief) {
        expect(brief.ledger(), brief.issue());
        if (brief.reading() instanceof BriefReading.Valid valid) {
            branches.computeIfAbsent(brief.ledger(), none -> new LinkedHashSet<>())
                    .addAll(startOf(valid.brief()));
        }
    }

    /**
     * The branch that a brief names, and the one beside which git keeps no branch of a run. Servers answer by prefix: the branches
     * of runs, and those below them, come with the latter.
     */
    private static List<String> startOf(Brief brief) {
        return List.of("refs/heads/" + brief.branch(), "refs/heads/codex");
    }

    /** Asks for an issue's records too, when the next of the repository's issues is looked at. */
    public void expect(RepositoryName repository, IssueRef issue) {
        expected.computeIfAbsent(repository, none -> new LinkedHashSet<>()).add(issue);
    }

    /** What a repository holds for an issue, as it was last looked at; looked at now when it never was. */
    public RepositoryView view(RepositoryName repository, IssueRef issue) {
        RepositoryView view = views.get(new Place(repository, issue));
        if (view != null) {
            return view;
        }
        RunnerException fault = faults.get(repository);
        if (fault != null) {
            // A server that does not answer would be waited for again for each brief.
            throw fault;
        }
        try {
            return look(repository, issue);
        } catch (RunnerException e) {
            if (concernsOne(e) && watched().contains(repository)) {
                unavailable(repository, e);
            }
            throw e;
        }
    }

    /** Where a brief's run may start, as it was when its issue was last looked at; the default branch is always there. */
    public RemoteRefs start(RepositoryName repository, IssueRef issue, Brief brief) {
        RepositoryView view = view(repository, issue);
        List<String> wanted = startOf(brief);
        return view.asked().containsAll(wanted)
                ? view.refs()
                : mirror(repository).refs(wanted.toArray(String[]::new));
    }

    /** What was seen so far. */
    public Views views() {
        return new Views(views);
    }

    /**
     * Takes what another look has seen of an issue for what stands there.
     *
     * @return whether it had looked at it
     */
    public boolean assume(Views seen, RepositoryName repository, IssueRef issue) {
        RepositoryView view = seen.all().get(new Place(repository, issue));
        if (view != null) {
            views.put(new Place(repository, issue), view);
        }
        return view != null;
    }

    /** Looks anew the next time. */
    public void forget(RepositoryName repository, IssueRef issue) {
        views.remove(new Place(repository, issue));
    }

    /** What a repository holds for an issue now. */
    public RepositoryView look(RepositoryName repository, IssueRef issue) {
        expect(repository, issue);
        look(repository, Set.of());
        return Objects.requireNonNull(views.get(new Place(repository, issue)));
    }

    /**
     * Looks at every issue that is expected.
     *
     * @param more names and prefixes of refs that are asked for in the same request
     */
    private RemoteRefs look(RepositoryName repository, Set<String> more) {
        Set<IssueRef> issues = Objects.requireNonNullElse(expected.remove(repository), Set.of());
        Mirror mirror = mirror(repository);
        Set<String> asked = new LinkedHashSet<>(branches.getOrDefault(repository, Set.of()));
        asked.add(PauseRef.REF);
        for (IssueRef one : issues) {
            asked.addAll(List.of(Ledger.refs(one), CommandLog.refs(one), AnswerBook.refs(one)));
        }
        Set<String> all = new LinkedHashSet<>(asked);
        all.addAll(more);
        RemoteRefs refs = mirror.refs(all.toArray(String[]::new));
        if (!refs.below(Ledger.REFS).isEmpty()) {
            claims.noteRecords(repository);
        }
        RefContents<LedgerEntry> records = ledger(mirror).records(of(issues, refs));
        RefContents<List<OperatorCommand>> commands = commandLog(mirror).commands(refs);
        RefContents<List<AnswerBook.Answer>> answers = new AnswerBook(mirror, clock).answers(refs);
        @Nullable String pause = new PauseRef(mirror, clock).why(refs).orElse(null);
        for (IssueRef one : issues) {
            Map<BriefKey, String> unreadable = new HashMap<>(of(one, commands.unreadable()));
            unreadable.putAll(of(one, records.unreadable()));
            views.put(
                    new Place(repository, one),
                    new RepositoryView(
                            asked,
                            refs,
                            of(one, records.readable()),
                            of(one, commands.readable()),
                            of(one, answers.readable()),
                            unreadable,
                            pause));
        }
        return refs;
    }

    /** The records of these issues, of all that were listed. */
    private static RemoteRefs of(Set<IssueRef> issues, RemoteRefs refs) {
        Map<String, String> commits = new HashMap<>();
        for (IssueRef issue : issues) {
            commits.putAll(refs.below(Ledger.refs(issue)));
        }
        return new RemoteRefs(commits, refs.head());
    }

    private static <T> Map<BriefKey, T> of(IssueRef issue, Map<BriefRef, T> all) {
        Map<BriefKey, T> ofIssue = new HashMap<>();
        all.forEach((name, one) -> {
            if (name.issue().equals(issue)) {
                ofIssue.put(name.key(), one);
            }
        });
        return ofIssue;
    }

    /** The records of a repository for the issues of a number, whichever repositories these belong to. */
    Map<BriefRef, LedgerEntry> records(RepositoryName repository, int number) {
        Mirror mirror = mirror(repository);
        RemoteRefs refs = mirror.refs(Ledger.REFS);
        Map<String, String> ofNumber = new HashMap<>(refs.commits());
        ofNumber.keySet().removeIf(ref -> !ref.contains("-" + number + "/"));
        return ledger(mirror).records(new RemoteRefs(ofNumber, refs.head())).readable();
    }

    /**
     * Returns when a brief can have a record; asks once a repository.
     *
     * @throws RunnerException with {@code REFUSED} when a ref is in the way of it
     */
    public void requireRoomForRecord(FoundBrief brief) {
        Place place = new Place(brief.ledger(), brief.issue());
        if (!besideRecords.containsKey(place)) {
            Set<Place> all = new HashSet<>(views.keySet());
            all.removeIf(other -> !other.repository().equals(brief.ledger()));
            all.add(place);
            // Where there are records, nothing can stand in the way of all of them: each issue's own are enough.
            String[] prefixes = claims.hasRecords(brief.ledger())
                    ? all.stream().map(one -> Ledger.REFS + one.issue()).toArray(String[]::new)
                    : new String[] {"refs/codex/"};
            RemoteRefs refs = mirror(brief.ledger()).refs(prefixes);
            all.forEach(one -> besideRecords.put(one, refs));
        }
        RefInTheWay.requireNone(
                Objects.requireNonNull(besideRecords.get(place)), Ledger.ref(brief.issue(), brief.key()));
    }

    /** Everything in a repository that counts as no record and no command, a line each. */
    public List<String> unreadable(RepositoryName repository) {
        Mirror mirror = mirror(repository);
        RemoteRefs refs = mirror.refs("refs/codex/");
        Ledger ledger = ledger(mirror);
        ledger.requirePresentLayout(refs);
        Stream<String> unreadable = Stream.of(
                        ledger.records(refs).unreadable(),
                        commandLog(mirror).commands(refs).unreadable(),
                        new AnswerBook(mirror, clock).answers(refs).unreadable())
                .flatMap(ofOneKind -> ofOneKind.values().stream())
                .sorted();
        return Stream.concat(RefInTheWay.all(refs).stream(), unreadable).toList();
    }

    /**
     * The records of a repository that have not ended, among those that are read.
     *
     * @param extent which these are
     * @param issues whose records are read in any case, beside those that are expected
     */
    public RefContents<LedgerEntry> unfinished(
            RepositoryName repository, StaleClaims.Extent extent, Set<IssueRef> issues) {
        Set<IssueRef> read = new HashSet<>(issues);
        read.addAll(expected.getOrDefault(repository, Set.of()));
        if (extent == StaleClaims.Extent.KNOWN && read.isEmpty()) {
            return new RefContents<>(Map.of(), Map.of());
        }
        // One question for this and for what the briefs' evaluations need.
        RemoteRefs refs = look(
                repository,
                extent == StaleClaims.Extent.KNOWN
                        ? issues.stream().map(Ledger::refs).collect(Collectors.toSet())
                        : Set.of(Ledger.REFS));
        Ledger ledger = ledger(repository);
        if (extent != StaleClaims.Extent.KNOWN) {
            ledger.requirePresentLayout(refs);
        }
        return ledger.unfinished(extent == StaleClaims.Extent.ALL ? refs : of(read, refs));
    }

    /** A repository's mirror. */
    public Mirror mirror(RepositoryName repository) {
        return mirrors.of(repository);
    }

    /** A mirror of one's own, for a thread of one's own; the caller closes it. */
    public Mirror open(RepositoryName repository) {
        return mirrors.open(repository);
    }

    /** The records of a repository. */
    public Ledger ledger(RepositoryName repository) {
        return ledger(mirror(repository));
    }

    /** The records that a mirror reads and writes. */
    public Ledger ledger(Mirror mirror) {
        return new Ledger(mirror, clock, parsed);
    }

    /** The operators' commands that a mirror reads and writes. */
    public CommandLog commandLog(Mirror mirror) {
        return new CommandLog(mirror, clock);
    }

    /** The answers to commands that a repository keeps. */
    public AnswerBook answerBook(RepositoryName repository) {
        return new AnswerBook(mirror(repository), clock);
    }

    /** Whether a repository is paused, and why. */
    public PauseRef pause(RepositoryName repository) {
        return new PauseRef(mirror(repository), clock);
    }

    @Override
    public void close() {
        mirrors.close();
    }

    private record Place(RepositoryName repository, IssueRef issue) {}

    /** What one look has seen, for other threads. */
    public static final class Views {

        /** Nothing: everything is looked at anew. */
        public static final Views NONE = new Views(Map.of());

        private final Map<Place, RepositoryView> all;

        private Views(Map<Place, RepositoryView> all) {
            this.all = Map.copyOf(all);
        }

        private Map<Place, RepositoryView> all() {
            return all;
        }
    }
}
