package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.lane.LaneRights;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides who may have what run, where (protocol §5, rules 1 to 5). Everything it is shown is a stranger's text until it has said
 * otherwise. It changes nothing, and nothing is written before it was asked.
 */
public final class AdmissionPolicy {

    private final RunnerConfig config;
    private final BriefSource source;

    public AdmissionPolicy(RunnerConfig config, BriefSource source) {
        this.config = config;
        this.source = source;
    }

    /** The label that enables an issue. */
    public String enablingLabel(Selection.Trigger trigger) {
        return switch (trigger) {
            case ONE_SHOT -> config.labels().enabled();
            case SERVICE -> config.labels().auto();
        };
    }

    /** Rule 1: where and when the document stands. */
    public List<Reason> place(SourceDocument document, Selection.Trigger trigger) {
        List<Reason> reasons = new ArrayList<>(place(document.issue(), trigger));
        if (trigger == Selection.Trigger.SERVICE
                && document.createdAt().isBefore(config.watch().since())) {
            reasons.add(new Reason(
                    ReasonCode.TOO_OLD,
                    "it was written at " + document.createdAt() + ", before the time in watch.since, "
                            + config.watch().since().truncatedTo(ChronoUnit.SECONDS)
                            + "; post it in a new comment, or set an earlier time"));
        }
        if (document.minimized()) {
            reasons.add(new Reason(ReasonCode.MINIMIZED, "the comment is hidden"));
        }
        return reasons;
    }

    /** Rule 1, as far as it concerns the issue. */
    public List<Reason> place(Issue issue, Selection.Trigger trigger) {
        List<Reason> reasons = new ArrayList<>();
        String name = issue.repository() + "#" + issue.number();
        if (!issue.open()) {
            reasons.add(new Reason(ReasonCode.ISSUE_CLOSED, name + " is closed"));
        }
        if (issue.locked()) {
            reasons.add(new Reason(ReasonCode.ISSUE_LOCKED, name + " is locked"));
        }
        String label = enablingLabel(trigger);
        if (issue.labels().stream().noneMatch(label::equalsIgnoreCase) && !issue.inColumn()) {
            reasons.add(new Reason(
                    ReasonCode.NOT_ENABLED,
                    name + " has no label " + label
                            + (config.project() == null ? "" : " and is not in the configured column")
                            + misspelt(label, issue)
                                    .map(near -> "; its label " + near + " may be a misspelling")
                                    .orElse("")));
        }
        return reasons;
    }

    /** What was probably set in place of a label. The runner's other labels are none: they mean something else. */
    private Optional<String> misspelt(String label, Issue issue) {
        RunnerConfig.Labels labels = config.labels();
        Set<String> others = Arrays.stream(BriefState.values())
                .map(state -> labels.statePrefix() + state.label())
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
        others.add(labels.enabled());
        others.add(labels.auto());
        return issue.labels().stream()
                .filter(set ->
                        !others.contains(set) && Nearest.to(set, List.of(label)).isPresent())
                .findFirst();
    }

    /**
     * Rule 2: author and last editor.
     *
     * @param read whether the document was read by itself, so that its editor is known wherever the forge can tell
     * @param fresh whether the permissions are asked for anew
     */
    public List<Reason> people(SourceDocument document, boolean read, boolean fresh) {
        RepositoryName repository = document.issue().repository();
        List<Reason> reasons = new ArrayList<>(
                person(document.author(), "author", ReasonCode.AUTHOR_NOT_PERMITTED, repository, fresh));
        if (document.editor() != null
                && document.editor().id() != document.author().id()) {
            reasons.addAll(person(document.editor(), "editor", ReasonCode.EDITOR_NOT_PERMITTED, repository, fresh));
        }
        if (read && !document.editorKnown() && !everyWriterMay()) {
            reasons.add(new Reason(
                    ReasonCode.EDITOR_NOT_PERMITTED,
                    "the forge cannot tell who edited it last, and "
                            + (config.gate().authors().isEmpty()
                                    ? "gate.minPermission is stricter than write"
                                    : "gate.authors lists who may")));
        }
        return reasons;
    }

    /**
     * Whether everybody with write permission may command. Only then does it not matter who edited a text last: who may
     * edit another's has write permission.
     */
    public boolean everyWriterMay() {
        return config.gate().authors().isEmpty()
                && Permission.WRITE.includes(config.gate().minPermission());
    }

    /**
     * Whether an account may have work run in a repository: what is asked of authors is asked of those who give commands. A
     * refusal may be some minutes old, so that strangers cost one question each, however many commands they give.
     *
     * @param fresh whether a permission is asked for anew
     */
    public boolean mayCommand(Account account, RepositoryName repository, boolean fresh) {
        return admits(account, repository, false) && (!fresh || admits(account, repository, true));
    }

    private boolean admits(Account account, RepositoryName repository, boolean fresh) {
        return person(account, "author", ReasonCode.AUTHOR_NOT_PERMITTED, repository, fresh)
                .isEmpty();
    }

    /** Rule 3: what the brief changes. */
    public List<Reason> repository(SourceDocument document, Brief brief, boolean read, boolean fresh) {
        if (brief.repository().equals(document.issue().repository())) {
            return List.of();
        }
        if (!mayLookAt(document, brief.repository())) {
            RepositoryName own = document.issue().repository();
            String more = config.repositories().contains(own)
                    ? ", and gate.repositories does not list it; if it is a former name of " + own
                            + ", write the current name in the brief"
                    : ", which was renamed to " + own + "; write the new name in 'repositories' and in the brief";
            return List.of(new Reason(
                    ReasonCode.REPOSITORY_NOT_LISTED, brief.repository() + " is not the issue's repository" + more));
        }
        List<Reason> reasons = new ArrayList<>(
                person(document.author(), "author", ReasonCode.AUTHOR_NOT_PERMITTED, brief.repository(), fresh));
        if (document.editor() != null) {
            reasons.addAll(
                    person(document.editor(), "editor", ReasonCode.EDITOR_NOT_PERMITTED, brief.repository(), fresh));
        }
        if (read && !document.editorKnown()) {
            reasons.add(new Reason(
                    ReasonCode.EDITOR_NOT_PERMITTED,
                    "the forge cannot tell who edited it last, and it changes another repository"));
        }
        return reasons;
    }

    /** Whether a document's briefs may concern a repository at all: others are not even asked for their records. */
    public boolean mayLookAt(SourceDocument document, RepositoryName repository) {
        return repository.equals(document.issue().repository())
                || config.gate().repositories().contains(repository);
    }

    /** Rules 4 and 5: what the lane allows, and whose briefs it runs. Where its workdirs may be, only the lane's host can tell. */
    public List<Reason> lane(SourceDocument document, Brief brief, boolean read, boolean fresh) {
        Lane lane = config.lanes().get(brief.lane());
        if (lane == null) {
            return List.of(notServed(brief.lane(), config));
        }
        List<Reason> reasons = new ArrayList<>(new LaneRights(lane).objections(brief));
        reasons.addAll(laneAuthors(document, lane, read, fresh));
        return reasons;
    }

    /** Another runner may serve it, which this one cannot know: only a near miss is told. */
    static Reason notServed(String lane, RunnerConfig config) {
        return new Reason(
                ReasonCode.LANE_NOT_SERVED,
                "this runner has no lane " + lane + "; "
                        + Nearest.to(lane, config.lanes().keySet())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("another one may"));
    }

    /** Whose briefs a lane runs: where the last editor cannot be told, nobody's that may have been edited. */
    private List<Reason> laneAuthors(SourceDocument document, Lane lane, boolean read, boolean fresh) {
        AllowList allowed = lane.allow().authors();
        if (!allowed.narrows()) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>();
        List<Account> people = new ArrayList<>(List.of(document.author()));
        if (document.editor() != null
                && document.editor().id() != document.author().id()) {
            people.add(document.editor());
        }
        for (Account account : people) {
            if (!allowed.allowsBy(entry -> isListed(account, entry, fresh))) {
                reasons.add(new Reason(
                        ReasonCode.LANE_NOT_ALLOWED,
                        "the lane " + lane.name() + " does not run briefs of " + account.login() + "; it runs those of "
                                + allowed));
            }
        }
        if (read && !document.editorKnown()) {
            reasons.add(new Reason(
                    ReasonCode.EDITOR_NOT_PERMITTED,
                    "the forge cannot tell who edited it last, and the lane " + lane.name()
                            + " runs briefs of some authors only"));
        }
        return reasons;
    }

    /** Whether an account is on a list of logins, ids and teams. */
    boolean isListed(Account account, AllowList listed, boolean fresh) {
        return listed.allowsBy(entry -> isListed(account, entry, fresh));
    }

    private boolean isListed(Account account, String entry, boolean fresh) {
        int slash = entry.indexOf('/');
        return slash < 0
                ? isNamed(account, entry)
                : source.isMember(entry.substring(0, slash), entry.substring(slash + 1), account, fresh);
    }

    private List<Reason> person(
            Account account, String role, ReasonCode code, RepositoryName repository, boolean fresh) {
        if (account.bot()) {
            return config.gate().bots().contains(account.id())
                    ? List.of()
                    : List.of(new Reason(
                            ReasonCode.BOT_NOT_LISTED,
                            "the " + role + " " + account.login() + " is a bot, and gate.bots does not list its id "
                                    + account.id()));
        }
        Set<String> listed = config.gate().authors();
        if (!listed.isEmpty() && listed.stream().noneMatch(name -> isNamed(account, name))) {
            return List.of(new Reason(
                    ReasonCode.AUTHOR_NOT_LISTED,
                    "the " + role + " " + account.login() + " is not listed in gate.authors"));
        }
        Permission permission = source.permission(repository, account, fresh);
        if (!permission.includes(config.gate().minPermission())) {
            Optional<String> unknown = source.unknownRole(repository, account);
            if (unknown.isPresent()) {
                return List.of(new Reason(
                        code,
                        "the " + role + " " + account.login() + " has the role " + unknown.get() + " on " + repository
                                + ", which is unknown here; map it to a permission in github.roles"));
            }
            return List.of(new Reason(
                    code,
                    "the " + role + " " + account.login() + " has "
                            + permission.name().toLowerCase(Locale.ROOT) + " permission on " + repository + ", "
                            + config.gate().minPermission().name().toLowerCase(Locale.ROOT) + " is needed"));
        }
        return List.of();
    }

    private static boolean isNamed(Account account, String name) {
        return name.equals("id:" + account.id()) || name.equalsIgnoreCase(account.login());
    }
}
