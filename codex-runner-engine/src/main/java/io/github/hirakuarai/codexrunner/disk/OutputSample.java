package io.github.hirakuarai.codexrunner.disk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What explains a step's result: the beginning and the end of what it wrote, and lines between them that name an error.
 * Memory is bounded whatever the step writes.
 */
final class OutputSample {

    private static final int HEAD_BYTES = 32 * 1024;
    private static final int TAIL_BYTES = 32 * 1024;

    /** So much of a line is looked at, and kept. */
    private static final int LINE_BYTES = 512;

    /** The first and the last lines that name an error, so many of each. */
    private static final int ERRORS = 10;

    private static final List<byte[]> ERROR_WORDS = List.of(
                    "error",
                    "exception",
                    "fatal",
                    "failed",
                    "failure",
                    "denied",
                    "panic",
                    "traceback",
                    "not found",
                    "no such",
                    "cannot",
                    "失敗",
                    "エラー",
                    "例外",
                    "拒否",
                    "致命")
            .stream()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList();

    private static final byte[][][] BY_FIRST_BYTE = new byte[256][][];

    static {
        for (int first = 0; first < 256; first++) {
            byte begin = (byte) first;
            BY_FIRST_BYTE[first] =
                    ERROR_WORDS.stream().filter(word -> word[0] == begin).toArray(byte[][]::new);
        }
    }

    private final byte[] head = new byte[HEAD_BYTES];
    private final byte[] tail = new byte[TAIL_BYTES];
    private long written;
    private final byte[] line = new byte[LINE_BYTES];
    private int lineLength;
    private final List<ErrorLine> firstErrors = new ArrayList<>();
    private final Deque<ErrorLine> lastErrors = new ArrayDeque<>();

    private record ErrorLine(long end, String text) {}

    void write(byte[] bytes, int offset, int length) {
        int toHead = (int) Math.min(length, Math.max(0, HEAD_BYTES - written));
        System.arraycopy(bytes, offset, head, (int) Math.min(written, HEAD_BYTES), toHead);
        int end = offset + length;
        for (int at = offset + toHead; at < end; at++) {
            int start = at;
            at = LineEnds.next(bytes, start, end);
            int kept = Math.min(at - start, LINE_BYTES - lineLength);
            System.arraycopy(bytes, start, line, lineLength, kept);
            lineLength += kept;
            if (at < end) {
                endLine(written + at - offset);
            }
        }
        if (toHead < length) {
            writeToTail(bytes, offset + toHead, end, written + toHead - HEAD_BYTES);
        }
        written += length;
    }

    /** Of a part of the output, which is so far behind the head, the end at most is still wanted. */
    private void writeToTail(byte[] bytes, int from, int to, long position) {
        int start = Math.max(from, to - TAIL_BYTES);
        int at = (int) ((position + start - from) % TAIL_BYTES);
        int first = Math.min(to - start, TAIL_BYTES - at);
        System.arraycopy(bytes, start, tail, at, first);
        System.arraycopy(bytes, start + first, tail, 0, to - start - first);
    }

    private void endLine(long end) {
        if (namesError()) {
            ErrorLine error = new ErrorLine(end, new String(line, 0, lineLength, StandardCharsets.UTF_8));
            if (firstErrors.size() < ERRORS) {
                firstErrors.add(error);
            } else {
                lastErrors.addLast(error);
                if (lastErrors.size() > ERRORS) {
                    lastErrors.removeFirst();
                }
            }
        }
        lineLength = 0;
    }

    private boolean namesError() {
        for (int at = 0; at < lineLength; at++) {
            for (byte[] word : BY_FIRST_BYTE[lower(line[at]) & 0xff]) {
                if (at + word.length <= lineLength && standsAt(word, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean standsAt(byte[] word, int start) {
        for (int n = 1; n < word.length; n++) {
            if (lower(line[start + n]) != word[n]) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 'a' - 'A') : b;
    }

    /** The text, raw; with lines in brackets where something is left out. */
    String text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long tailStart = Math.max(HEAD_BYTES, written - TAIL_BYTES);
        if (tailStart == HEAD_BYTES) {
            text.write(head, 0, (int) Math.min(written, HEAD_BYTES));
            writeTail(text, tailStart);
            return text.toString(StandardCharsets.UTF_8);
        }
        text.write(head, 0, headEnd());
        List<ErrorLine> errors = new ArrayList<>(firstErrors);
        errors.addAll(lastErrors);
        StringBuilder between = new StringBuilder("\n[… ").append(tailStart - HEAD_BYTES);
        between.append(" bytes left out");
        errors.removeIf(error -> error.end() >= tailStart);
        between.append(errors.isEmpty() ? " …]\n" : ", in which these lines name an error …]\n");
        errors.forEach(error -> between.append(error.text()).append('\n'));
        between.append(errors.isEmpty() ? "" : "[… the end follows …]\n");
        text.writeBytes(between.toString().getBytes(StandardCharsets.UTF_8));
        writeTail(text, tailStart);
        return text.toString(StandardCharsets.UTF_8);
    }

    /** To a line's end where there is one; of a single long line, its beginning, unless it was written over later. */
    private int headEnd() {
        boolean writtenOver = false;
        for (int end = HEAD_BYTES; end > 0; end--) {
            if (head[end - 1] == '\n') {
                return end;
            }
            writtenOver |= head[end - 1] == '\r';
        }
        return writtenOver ? 0 : HEAD_BYTES;
    }

    private void writeTail(ByteArrayOutputStream text, long start) {
        for (long at = start; at < written; at++) {
            text.write(tail[(int) ((at - HEAD_BYTES) % TAIL_BYTES)]);
        }
    }
}
