package io.github.hirakuarai.codexrunner.examples.embedding;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;

/** Reads the briefs of a document; needs no forge, no git and no process. */
public final class ReadBriefs {

    private final BriefReader reader;

    /** Reads with the output types on the class path. */
    public ReadBriefs() {
        // region: reader
        // Expensive to make and safe for many threads: make one, and keep it.
        Plugins plugins = Plugins.find(ReadBriefs.class.getClassLoader());
        reader = new BriefReader(new BriefValidator(plugins.outputs().values()));
        // endregion
    }

    /** A line for each brief, or for each problem of it. */
    public List<String> read(String markdown) {
        // region: read
        List<String> lines = new ArrayList<>();
        for (BriefReader.ReadBlock block : reader.read(markdown)) {
            if (block.reading() instanceof BriefReading.Valid valid) {
                lines.add("brief for " + valid.brief().repository() + " on lane "
                        + valid.brief().lane());
            } else if (block.reading() instanceof BriefReading.Invalid invalid) {
                invalid.problems()
                        .forEach(problem -> lines.add(problem.line() + ":" + problem.column() + " " + problem.code()
                                + " " + problem.message()));
            }
        }
        // endregion
        return lines;
    }
}
