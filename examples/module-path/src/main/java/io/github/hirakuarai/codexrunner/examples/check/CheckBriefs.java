package io.github.hirakuarai.codexrunner.examples.check;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints the briefs of a Markdown file, and what is wrong with them. */
public final class CheckBriefs {

    private CheckBriefs() {}

    public static void main(String[] arguments) throws IOException {
        BriefReader reader = new BriefReader(new BriefValidator(List.of()));
        for (BriefReader.ReadBlock block : reader.read(Files.readString(Path.of(arguments[0])))) {
            if (block.reading() instanceof BriefReading.Valid valid) {
                System.out.println("valid: " + valid.brief().repository() + " on lane "
                        + valid.brief().lane());
            } else if (block.reading() instanceof BriefReading.Invalid invalid) {
                for (Problem problem : invalid.problems()) {
                    System.out.println(problem);
                }
            }
        }
    }
}
