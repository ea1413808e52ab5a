package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of reading a block. */
public sealed interface BriefReading {

    /** The name of the lane that the block is written for; null when it cannot be read. */
    @Nullable
    String lane();

    /**
     * The block is a brief.
     *
     * @param brief what it says
     */
    record Valid(Brief brief) implements BriefReading {
        @Override
        public String lane() {
            return brief.lane();
        }
    }

    /**
     * The block is none.
     *
     * @param lane the field {@code executor}, or null when it cannot be read
     * @param problems all that is wrong, 1 or more, in the document's order
     */
    record Invalid(@Nullable String lane, List<Problem> problems) implements BriefReading {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a block without a problem is valid");
            }
        }
    }
}
