package io.github.hirakuarai.codexrunner.yaml;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read from a text.
 *
 * @param text as read, lines ended by line feeds
 * @param source leads from the text to the document that it stands in
 * @param root the value; of a text that is not YAML, what stands before the mistake
 * @param complete whether all of the text was read
 * @param problems what is wrong with the YAML itself
 */
public record YamlDocument(String text, SourceMap source, YamlNode root, boolean complete, List<Problem> problems) {

    public YamlDocument {
        problems = List.copyOf(problems);
    }

    /** A problem at an offset of the text. */
    public Problem problem(ProblemCode code, int offset, String path, String message, @Nullable String hint) {
        Position position = source.position(text, offset);
        return new Problem(code, position.line(), position.column(), path, message, hint);
    }
}
