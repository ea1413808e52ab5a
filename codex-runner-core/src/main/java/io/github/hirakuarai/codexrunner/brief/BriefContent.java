package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.yaml.Lines;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;

/**
 * What a fence outside of quotes holds. Its indentation, and that of the list items around it, is taken off each line by
 * columns: a tab goes to the next multiple of four, and what is left of it stays as blanks (as GitHub has it; commonmark-java
 * takes off only blanks). A tab in the fence's own indentation is one column of it, also as GitHub has it.
 *
 * @param text every line ended by a line feed
 * @param column of the opening fence's first character in its line, in UTF-16 code units from 0
 * @param shifts for each line of the text and what follows them, see {@link io.github.hirakuarai.codexrunner.yaml.SourceMap}
 */
record BriefContent(String text, int column, List<Integer> shifts) {

    private static final int TAB = 4;

    static BriefContent of(String document, FencedCodeBlock fence) {
        int spanStart = fence.getSourceSpans().get(0).getInputIndex();
        int fenceStart = document.indexOf(fence.getFenceCharacter(), spanStart);
        int lineStart = Lines.start(document, fenceStart);
        int indentation = indentation(document, lineStart, fenceStart, columnOfItem(fence));
        StringBuilder content = new StringBuilder();
        List<Integer> shifts = new ArrayList<>();
        int start = Lines.next(document, Lines.end(document, fenceStart));
        long lines = fence.getLiteral().chars().filter(c -> c == '\n').count();
        for (long line = 0; line < lines; line++) {
            int end = Lines.end(document, start);
            int before = content.length();
            appendLine(content, document, start, end, indentation);
            shifts.add(end - start - (content.length() - before));
            content.append('\n');
            start = Lines.next(document, end);
        }
        int column = fenceStart - lineStart;
        shifts.add(column);
        return new BriefContent(content.toString().replace('\0', '\uFFFD'), column, shifts);
    }

    private static void appendLine(StringBuilder content, String document, int start, int end, int indentation) {
        int at = start;
        int column = 0;
        while (at < end && column < indentation && isBlank(document.charAt(at))) {
            column = next(column, document.charAt(at));
            at++;
        }
        content.append(" ".repeat(Math.max(0, column - indentation))).append(document, at, end);
    }

    /** The columns of the list items around a fence, and the characters from there to the fence. */
    private static int indentation(String document, int lineStart, int fenceStart, int columnOfItem) {
        int at = lineStart;
        int column = 0;
        while (at < fenceStart && next(column, document.charAt(at)) <= columnOfItem) {
            column = next(column, document.charAt(at));
            at++;
        }
        return columnOfItem + fenceStart - at;
    }

    /** In which column the content of the innermost list item around a fence begins. */
    private static int columnOfItem(FencedCodeBlock fence) {
        int column = 0;
        for (Node parent = fence.getParent(); parent != null; parent = parent.getParent()) {
            if (parent instanceof ListItem item && item.getContentIndent() != null) {
                column += item.getContentIndent();
            }
        }
        return column;
    }

    private static int next(int column, char c) {
        return c == '\t' ? column + TAB - column % TAB : column + 1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
