package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.yaml.YamlDocument;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block, read as YAML.
 *
 * @param block what was read
 * @param document its values with their places; null when the block was too large to be read
 * @param problems what is wrong with the block as such, before any field is looked at
 */
public record ParsedBrief(BriefBlock block, @Nullable YamlDocument document, List<Problem> problems) {

    public ParsedBrief {
        problems = List.copyOf(problems);
    }

    /** Whether the fields are worth looking at: all of the block was read. */
    boolean complete() {
        return block.closed() && block.ambiguousLine() == 0 && document != null && document.complete();
    }

    YamlDocument readDocument() {
        return Objects.requireNonNull(document, "asked for only when complete");
    }
}
