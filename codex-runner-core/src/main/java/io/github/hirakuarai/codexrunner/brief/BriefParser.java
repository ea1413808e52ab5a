package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.yaml.YamlDocument;
import io.github.hirakuarai.codexrunner.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a block's YAML, every value with its place in the document (protocol §3). Safe for many threads. */
public final class BriefParser {

    /** The largest block that is read, in bytes of UTF-8. */
    public static final int LARGEST = 256 * 1024;

    /** Reads a block. Never throws: what is wrong is among the problems. */
    public ParsedBrief parse(BriefBlock block) {
        if (isTooLarge(block.content())) {
            return new ParsedBrief(
                    block,
                    null,
                    List.of(about(
                            block,
                            ProblemCode.TOO_LARGE,
                            "the block is larger than 256 KiB",
                            "move scripts into the repository and call them")));
        }
        YamlDocument document = YamlReader.read(block.content(), block.source());
        if (block.ambiguousLine() > 0) {
            return new ParsedBrief(
                    block,
                    document,
                    List.of(new Problem(
                            ProblemCode.AMBIGUOUS_MARKDOWN,
                            block.ambiguousLine(),
                            1,
                            "",
                            "GitHub may show the blocks after this line differently from how CommonMark defines them",
                            "put a blank line before it, or remove it")));
        }
        if (!block.closed()) {
            // The rest of the document was swallowed: what YAML says of it would only distract.
            return new ParsedBrief(
                    block,
                    document,
                    List.of(about(
                            block,
                            ProblemCode.BRIEF_UNCLOSED,
                            "the block that begins here has no closing fence",
                            "end it with a line that contains only the fence, indented like the first")));
        }
        return new ParsedBrief(block, document, document.problems());
    }

    private static boolean isTooLarge(String content) {
        // A code unit takes one to three bytes, so most blocks need no counting.
        return content.length() > LARGEST
                || (content.length() > LARGEST / 3 && content.getBytes(StandardCharsets.UTF_8).length > LARGEST);
    }

    private static Problem about(BriefBlock block, ProblemCode code, String message, String hint) {
        return new Problem(code, block.line(), block.column(), "", message, hint);
    }
}
