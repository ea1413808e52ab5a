package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.yaml.Lines;
import io.github.hirakuarai.codexrunner.yaml.SourceMap;

/**
 * A fenced code block whose info string says {@code codex-brief} (protocol §1).
 *
 * @param ordinal its place among the blocks of its document, from 1
 * @param line of the opening fence, from 1
 * @param column of the opening fence's first character, in UTF-16 code units from 1
 * @param content as CommonMark has it: the fence's and the list's indentation removed, every line ended by a line feed
 * @param digest of the content
 * @param place its place, from 1, among the blocks of equal digest in its document
 * @param closed whether it has a closing fence
 * @param ambiguousLine the first line of the document, from 1, behind which GitHub may show other blocks than CommonMark has;
 *     0 when there is none
 * @param source leads from the content to the document
 */
public record BriefBlock(
        int ordinal,
        int line,
        int column,
        String content,
        Digest digest,
        int place,
        boolean closed,
        int ambiguousLine,
        SourceMap source) {

    /**
     * A brief that stands in a file of its own, without Markdown around it.
     *
     * @param text lines ended in any way, with or without a byte order mark
     */
    public static BriefBlock bare(String text) {
        String content = Lines.normal(text);
        return new BriefBlock(1, 1, 1, content, Digest.of(content), 1, true, 0, SourceMap.WHOLE);
    }
}
