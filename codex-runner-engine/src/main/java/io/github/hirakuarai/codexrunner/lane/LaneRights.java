package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.branch.ProtectedPaths;
import io.github.hirakuarai.codexrunner.context.AttemptFailed;
import io.github.hirakuarai.codexrunner.decision.AdmissionPolicy;
import io.github.hirakuarai.codexrunner.event.LaneProblem;
import io.github.hirakuarai.codexrunner.git.FilePatterns;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a lane allows (protocol §7). Asked when a brief is admitted, and again right before each effect; who may use the
 * lane is asked by the {@link AdmissionPolicy}.
 */
public final class LaneRights {

    /** Variables that change which programs run, whatever a lane lists. */
    private static final Set<String> CONTROLLING = Set.of(
            "PATH",
            "HOME",
            "SHELL",
            "SHELLOPTS",
            "BASHOPTS",
            "IFS",
            "ENV",
            "CDPATH",
            "GLOBIGNORE",
            "PS4",
            "KUBECONFIG",
            "KUBE_EDITOR",
            "EDITOR");

    private static final Pattern CONTROLLING_FORM = Pattern.compile(
            "(LD_|DYLD_|BASH_|GIT_|PYTHON|MAKE|NODE_|PERL5|RUBY|KUBECTL_).*|.*_TOKEN|.*JAVA_(TOOL_)?OPTIONS",
            Pattern.DOTALL);

    private static final Pattern MAKE_TARGET = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_./@+-]*");

    private static final Pattern MAKE_VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

    /** Nothing that make expands, nor that the shell of a recipe reads as more than words. */
    private static final Pattern MAKE_VALUE = Pattern.compile("[\\p{L}\\p{M}\\p{N}_./:,@%+= -]*");

    private final Lane lane;
    private final LanePolicy allow;

    public LaneRights(Lane lane) {
        this.lane = lane;
        this.allow = lane.allow();
    }

    /** What the lane does not allow of a brief, as far as the brief tells. */
    public List<Reason> objections(Brief brief) {
        List<String> objections = new ArrayList<>();
        repository(brief.repository()).ifPresent(objections::add);
        image(brief.image()).ifPresent(objections::add);
        brief.steps().forEach(step -> step(brief, step).ifPresent(objections::add));
        for (Output output : brief.outputs()) {
            type(output.type()).ifPresent(objections::add);
            output.texts("files").stream()
                    .filter(file -> !lane.workflows() && ProtectedPaths.isWorkflow(file))
                    .map(file -> "does not allow changes of " + file)
                    .forEach(objections::add);
        }
        return objections.stream().distinct().map(this::reason).toList();
    }

    /** What the lane does not allow of an output's plan. */
    public List<Reason> objections(Output output, OutputPlan plan, String base) {
        return planned(output, plan, base).map(this::reason).toList();
    }

    /** Whether the lane lets work start from a branch. */
    public Optional<Reason> base(String branch) {
        return branch(branch).map(this::reason);
    }

    /** Requires, before a workspace is changed, that the lane lets this repository's work start from this branch. */
    public void require(RepositoryName repository, String base) {
        require(Stream.concat(repository(repository).stream(), branch(base).stream()));
    }

    /** Requires a step to be allowed, before it starts. */
    public void require(Brief brief, Step step) {
        require(step(brief, step).stream());
    }

    /** Requires what an output plans to be allowed, before anything of it is done. */
    public void require(Output output, OutputPlan plan, String base) {
        require(planned(output, plan, base));
    }

    /** What the lane lists and never allows. */
    List<LaneProblem> problems(Set<String> outputTypes) {
        List<LaneProblem> problems = new ArrayList<>();
        listed(allow.env())
                .filter(name -> allow.restrictsSteps() && isControlling(name))
                .map(name -> new LaneProblem(
                        false,
                        "allow.env lists " + name + ", which no brief may set on a lane that restricts steps",
                        "remove it, or set it in the lane's env"))
                .forEach(problems::add);
        listed(allow.outputs())
                .filter(type -> !outputTypes.contains(type))
                .map(type -> new LaneProblem(
                        false,
                        "allow.outputs lists " + type + ", which is no known type of output",
                        "correct it, or install its plugin; known types: "
                                + String.join(", ", new TreeSet<>(outputTypes))))
                .forEach(problems::add);
        return problems;
    }

    private static Stream<String> listed(AllowList list) {
        List<String> entries = list.entries();
        return entries == null ? Stream.empty() : entries.stream();
    }

    private void require(Stream<String> objections) {
        objections.findFirst().map(this::reason).ifPresent(reason -> {
            throw new AttemptFailed(new Failure(
                    Result.FAILURE,
                    reason.code().name(),
                    reason.message(),
                    "change the brief, or use a lane that allows it"));
        });
    }

    private Stream<String> planned(Output output, OutputPlan plan, String base) {
        List<String> objections = new ArrayList<>();
        type(output.type()).ifPresent(objections::add);
        CommitPlan commit = plan.commit();
        if (commit != null) {
            if (!lane.writable()) {
                objections.add("is read-only and delivers no " + output.type());
            }
            branch(commit.base() == null ? base : commit.base()).ifPresent(objections::add);
            Stream<String> files = commit.report() == null
                    ? commit.files().stream()
                    : Stream.concat(
                            commit.files().stream(), Stream.of(commit.report().path()));
            files.flatMap(file -> path(file).stream()).forEach(objections::add);
        }
        // An output that merges without a commit of the runner's names its base all the same.
        if (output.fields().get("base") instanceof String other) {
            branch(other).ifPresent(objections::add);
        }
        return objections.stream().distinct();
    }

    private Optional<String> repository(RepositoryName repository) {
        return objection(
                allow.repositories(),
                entry -> RepositoryName.parse(entry).filter(repository::equals).isPresent(),
                "changes of the repository " + repository);
    }

    private Optional<String> image(@Nullable String image) {
        if (image == null || lane.images().contains(image)) {
            return Optional.empty();
        }
        return Optional.of(
                lane.images().isEmpty()
                        ? "lets no brief choose its image: remove image from the brief, or list it in the lane's images"
                        : "does not allow the image " + image + "; it allows " + new AllowList(lane.images()));
    }

    private Optional<String> branch(String branch) {
        return objection(
                allow.branches(), entry -> FilePatterns.isMatch(entry, branch), "work for the branch " + branch);
    }

    private Optional<String> type(String type) {
        return objection(allow.outputs(), type::equals, "outputs of type " + type);
    }

    /** Only what no file that it means may be is refused here; the tree of the commit decides. */
    private Optional<String> path(String entry) {
        return objection(allow.paths(), pattern -> FilePatterns.mayMeet(entry, pattern), "changes of " + entry);
    }

    private Optional<String> step(Brief brief, Step step) {
        Action action = step.action();
        Optional<String> kind = objection(allow.kinds(), action.kind()::equals, action.kind() + " steps");
        if (kind.isPresent()) {
            return kind;
        }
        return action.<Optional<String>>match(
                        shell -> Optional.empty(),
                        python -> Optional.empty(),
                        make -> make(make, brief, step),
                        this::kubectl)
                .or(() -> variable(brief.env()))
                .or(() -> variable(step.env()));
    }

    private Optional<String> kubectl(Action.Kubectl command) {
        return Optional.ofNullable(allow.kubectl())
                .flatMap(policy -> new KubectlRights(policy).objection(command.arguments()))
                .map(what -> "does not allow " + what);
    }

    private Optional<String> make(Action.Make command, Brief brief, Step step) {
        return allow.restrictsSteps()
                ? command.words().stream()
                        .flatMap(word -> makeWord(word).stream())
                        .findFirst()
                        .or(() -> makeValue(brief.env()))
                        .or(() -> makeValue(step.env()))
                : Optional.empty();
    }

    /** A word of make is a target, or sets a variable as {@code env} does: make takes much else for commands to run programs. */
    private Optional<String> makeWord(String word) {
        Matcher variable = MAKE_VARIABLE.matcher(word);
        if (variable.matches()) {
            Map<String, String> env = Map.of(variable.group(1), variable.group(2));
            return variable(env).or(() -> makeValue(env));
        }
        return MAKE_TARGET.matcher(word).matches()
                ? Optional.empty()
                : Optional.of("does not allow the word " + word + " of make; it allows targets, and NAME=value");
    }

    /** Make expands the variables that it is given, and those of its environment, and so do its recipes. */
    private static Optional<String> makeValue(Map<String, String> env) {
        return env.entrySet().stream()
                .filter(entry -> !MAKE_VALUE.matcher(entry.getValue()).matches())
                .map(entry -> "does not allow the value of the variable " + entry.getKey()
                        + "; for make it allows letters, digits, spaces and _ . / : , @ % + = -")
                .findFirst();
    }

    private Optional<String> variable(Map<String, String> env) {
        return env.keySet().stream()
                .filter(name -> !mayBeSet(name))
                .map(name -> "does not allow the variable " + name)
                .findFirst();
    }

    private boolean mayBeSet(String name) {
        if (!allow.restrictsSteps()) {
            return allow.env().allows(name);
        }
        return allow.env().narrows() && allow.env().allows(name) && !isControlling(name);
    }

    private static boolean isControlling(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return CONTROLLING.contains(upper) || CONTROLLING_FORM.matcher(upper).matches();
    }

    private static Optional<String> objection(AllowList allowed, Predicate<String> condition, String what) {
        return allowed.allowsBy(condition)
                ? Optional.empty()
                : Optional.of("does not allow " + what + "; it allows " + allowed);
    }

    private Reason reason(String objection) {
        return new Reason(ReasonCode.LANE_NOT_ALLOWED, "the lane " + lane.name() + " " + objection);
    }
}
