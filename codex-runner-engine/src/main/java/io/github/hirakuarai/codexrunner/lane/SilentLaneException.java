package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** A lane has not answered yet, and may. */
public final class SilentLaneException extends RunnerException {

    private static final long serialVersionUID = 1L;

    SilentLaneException(String lane) {
        super(
                ErrorCode.UNREACHABLE,
                "the lane " + lane + " has not answered within " + LaneQuestions.PATIENCE.toSeconds()
                        + " s; the runner asks again while other lanes continue");
    }

    public Reason reason() {
        return new Reason(ReasonCode.LANE_UNREACHABLE, String.valueOf(getMessage()));
    }
}
