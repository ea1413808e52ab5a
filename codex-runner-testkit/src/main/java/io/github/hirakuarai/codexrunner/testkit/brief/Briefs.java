package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.brief.BuiltInOutputSchemas;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.List;
import net.jqwik.api.Arbitrary;

/** Briefs for property tests. Shrunk ones have few and plain fields. */
public final class Briefs {

    private Briefs() {}

    /** Valid briefs of every shape, with the output types {@code pr}, {@code comment} and {@code report}. */
    public static Arbitrary<Brief> valid() {
        return ValidBriefs.any();
    }

    /** Documents with one brief that was valid before one thing in it was changed, so that it has a problem of this code. */
    public static Arbitrary<SpoiltBrief> spoilt(ProblemCode code) {
        return SpoiltBriefs.of(code);
    }

    /** A reader that knows the output types {@code pr}, {@code comment} and {@code report}, whatever is on the class path. */
    public static BriefReader reader() {
        return new BriefReader(new BriefValidator(outputs()));
    }

    static List<SchemaOnly> outputs() {
        return BuiltInOutputSchemas.TYPES.stream().map(SchemaOnly::new).toList();
    }

    /** A built-in output type, which nothing here delivers. */
    record SchemaOnly(String id) implements OutputHandlerFactory {

        @Override
        public String schema() {
            return BuiltInOutputSchemas.text(id);
        }

        @Override
        public OutputHandler open(PluginContext context) {
            throw new UnsupportedOperationException("for reading briefs only");
        }
    }
}
