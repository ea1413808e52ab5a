package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.event.LaneProblem;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The configured lanes and the executors behind them. */
public final class Lanes {

    private final RunnerConfig config;
    private final OpenPlugins plugins;
    private final LaneVariables variables;
    private final LaneQuestions<WorkspaceRequest, Place> questions = new LaneQuestions<>();

    public Lanes(RunnerConfig config, OpenPlugins plugins, LaneVariables variables) {
        this.config = config;
        this.plugins = plugins;
        this.variables = variables;
    }

    /** The lane that a brief names, which the gate has found to be served here. */
    public Lane of(Brief brief) {
        return find(brief)
                .orElseThrow(() -> new IllegalStateException(
                        "the gate lets no brief of an unknown lane through: " + brief.lane()));
    }

    /** The lane that a brief names, with the image that it chose; empty when it is not served here. */
    public Optional<Lane> find(Brief brief) {
        Optional<Lane> lane = Optional.ofNullable(config.lanes().get(brief.lane()));
        String image = brief.image();
        return image == null
                ? lane
                : lane.filter(named -> named.images().contains(image)).map(named -> named.withImage(image));
    }

    /** What runs a lane's steps. */
    public Executor executor(Lane lane) {
        return plugins.executor(lane.executor(), "the lane " + lane.name());
    }

    /**
     * Looks at a workspace without touching it.
     *
     * @throws WorkspaceUnavailableException also when the lane cannot be worked on: briefs of other lanes go on
     */
    String inspect(Lane lane, WorkspaceRequest request) {
        return onHost(() -> executor(lane).inspect(request));
    }

    /**
     * Looks at a workspace as {@link #inspect} does, for whoever has briefs of other lanes to look at: a lane that does not answer
     * soon is asked on, beside them, and a later look takes its answer.
     *
     * @throws SilentLaneException when it has not answered yet
     */
    public Place look(Lane lane, WorkspaceRequest request, boolean waiting) {
        Supplier<Place> look =
                () -> new Place(inspect(lane, request), executor(lane).host(lane));
        return waiting ? look.get() : questions.soon(lane.name(), request, look);
    }

    /**
     * Opens a workspace.
     *
     * @throws WorkspaceUnavailableException also when the lane cannot be worked on: briefs of other lanes go on
     */
    public Workspace open(Lane lane, WorkspaceRequest request) {
        return onHost(() -> executor(lane).open(request));
    }

    /**
     * Opens a workspace and closes it again, which ends what is left of a run there and puts it in order.
     *
     * @param waiting whether the lane is waited for however long it takes
     * @throws WorkspaceUnavailableException when the lane cannot be worked on now
     * @throws SilentLaneException when it has not answered yet; a later call takes its answer
     */
    public void putInOrder(Lane lane, WorkspaceRequest request, boolean waiting) {
        Supplier<Place> open = () -> {
            try (Workspace workspace = open(lane, request)) {
                return new Place(workspace.workdir(), lane.name());
            }
        };
        if (waiting) {
            questions.patiently(lane.name(), request, open);
        } else {
            questions.soon(lane.name(), request, open);
        }
    }

    /**
     * Requires that the values of the lane's own variables can be read, as far as no command has to be run for it.
     *
     * @throws WorkspaceUnavailableException when one cannot be read
     */
    public void requireReadable(Lane lane) {
        onHost(() -> {
            variables.requireReadable(lane);
            return lane;
        });
    }

    /** What does not work as the lane's configuration says; runs the commands of its variables. */
    public List<LaneProblem> problems(Lane lane) {
        List<LaneProblem> problems = new ArrayList<>(variables.problems(lane));
        problems.addAll(new LaneRights(lane).problems(plugins.outputTypeIds()));
        return List.copyOf(problems);
    }

    /**
     * Reads the values of the lane's own variables, for a run to close when it is over.
     *
     * @throws WorkspaceUnavailableException when one cannot be read
     */
    public ReadyLane withVariables(Lane lane) {
        return onHost(() -> variables.read(lane));
    }

    /**
     * Takes up the workspace of a run whose runner was killed; empty when it cannot be.
     *
     * @throws WorkspaceUnavailableException also when the lane cannot be worked on now
     */
    public Optional<Workspace> resume(Lane lane, WorkspaceRequest request, String state) {
        return onHost(() -> executor(lane).resume(request, state));
    }

    /** Removes what a run of another runner, whose claim is over, has left on any of the lanes. What cannot be asked now ends by itself. */
    public void discard(RunId run) {
        for (Lane lane : config.lanes().values()) {
            try {
                executor(lane).discard(lane, run);
            } catch (RunnerException e) {
                // Another run's turn, or nobody's: it is limited in time.
            }
        }
    }

    private static <T> T onHost(Supplier<T> work) {
        try {
            return work.get();
        } catch (WorkspaceUnavailableException e) {
            throw e;
        } catch (RunnerException e) {
            ReasonCode reason = switch (e.code()) {
                case UNREACHABLE, REFUSED, RATE_LIMITED, NOT_FOUND -> ReasonCode.LANE_UNREACHABLE;
                case TOOL_MISSING, CONFIGURATION, STORAGE -> ReasonCode.LANE_UNUSABLE;
                case USAGE, PLUGIN, PLUGIN_FAILED, LEASE_LOST, INTERNAL -> throw e;
            };
            throw new WorkspaceUnavailableException(reason, String.valueOf(e.getMessage()));
        }
    }

    /** The workspace that a run of a brief asks for. */
    public WorkspaceRequest workspace(RunId run, Brief brief, String branch) {
        return workspace(run, of(brief), brief, branch);
    }

    /** A workspace for a brief on a lane that is not quite its own. */
    public WorkspaceRequest workspace(RunId run, Lane lane, Brief brief, String branch) {
        return new WorkspaceRequest(
                run,
                lane,
                brief.workdir(),
                config.git().cloneUrl(brief.repository()),
                branch,
                config.limits().grace(),
                StepLease.of(config).full());
    }

    /**
     * Where a brief would run.
     *
     * @param workdir there
     * @param host for people
     */
    public record Place(String workdir, String host) {}
}
