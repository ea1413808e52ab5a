package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.intake.BriefFinder;
import io.github.hirakuarai.codexrunner.lane.Lanes;
import io.github.hirakuarai.codexrunner.lane.SilentLaneException;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The workdirs in which something of a left run may still be at work: taking one ends that, and puts it back in order. */
public final class LeftWorkdirs {

    /** Behind these something of the run may still be at work in the workdir. */
    private static final Set<ReasonCode> WAITS =
            EnumSet.of(ReasonCode.WORKDIR_BUSY, ReasonCode.LANE_UNREACHABLE, ReasonCode.LANE_UNUSABLE);

    private final BriefFinder finder;
    private final Lanes lanes;
    private final boolean waiting;

    /** @param waiting whether a lane is waited for however long it takes */
    public LeftWorkdirs(BriefFinder finder, Lanes lanes, boolean waiting) {
        this.finder = finder;
        this.lanes = lanes;
        this.waiting = waiting;
    }

    /** Whether a fault is of a host or a repository, and may be over when the run is looked at again. */
    static boolean mayPass(RunnerException e) {
        return e instanceof WorkspaceUnavailableException unavailable
                ? WAITS.contains(unavailable.reason().code())
                : e.code() == ErrorCode.UNREACHABLE || Repositories.concernsOne(e);
    }

    /**
     * Takes the workdir once, which puts it back in order.
     *
     * @return why it cannot be had now; empty when it is free, or nothing of the run's can be in it
     * @throws SilentLaneException when its lane has not answered yet
     */
    Optional<String> free(InterruptedRun left, @Nullable String branch) {
        Optional<BriefReading.Valid> brief = left.folder()
                .read(RunFolder.BRIEF)
                .map(finder::read)
                .filter(BriefReading.Valid.class::isInstance)
                .map(BriefReading.Valid.class::cast);
        @Nullable Lane lane = brief.flatMap(valid -> lanes.find(valid.brief())).orElse(null);
        if (lane == null || branch == null) {
            return Optional.empty();
        }
        try {
            lanes.putInOrder(
                    lane, lanes.workspace(left.folder().run(), brief.get().brief(), branch), waiting);
            return Optional.empty();
        } catch (SilentLaneException e) {
            throw e;
        } catch (WorkspaceUnavailableException e) {
            return WAITS.contains(e.reason().code()) ? Optional.of(e.reason().message()) : Optional.empty();
        } catch (RunnerException e) {
            return Optional.of(Failures.unusable(e).message());
        }
    }
}
