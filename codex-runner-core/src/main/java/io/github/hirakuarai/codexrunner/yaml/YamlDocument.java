package io.github.hirakuarai.codexrunner.yaml;

import io.github.hirakuarai.codexrunner.model.Problem;
import java.util.List;

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
}
