package io.github.hirakuarai.codexrunner.disk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What explains a step's result: the beginning and the end of what it wrote, and lines between them that name an error.
 * Memory is bounded whatever the step writes.
 */
final class OutputSample {

    private static final int HEAD_BYTES = 32 * 1024;
    private static final int TAIL_BYTES = 32 * 1024;

    /** So much of a line is looked at. */
    private static final int NAMED_BYTES = 512;

    /** So much is kept of one that names an error: near to where it is cut, readers show nothing, for a secret may be cut in two. */
    private static final int LINE_BYTES = NAMED_BYTES + 4_096;

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
    /** How much was written that was not written over. */
    private long written;
    /** Where the present line begins. */
    private long lineStart;
    /** The tail holds nothing before this place. */
    private long tailFrom = HEAD_BYTES;
    /** How many lines have ended. */
    private long lines;

    private long firstLineEnd;

    private boolean returned;
    private final byte[] line = new byte[LINE_BYTES];
    private int lineLength;
    private final List<ErrorLine> firstErrors = new ArrayList<>();
    private final Deque<ErrorLine> lastErrors = new ArrayDeque<>();

    /**
     * A line that names an error.
     *
     * @param number how many lines ended before it
     */
    private record ErrorLine(long number, String text) {}

    void write(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            int start = at;
            at = LineEnds.next(bytes, start, end);
            if (at > start) {
                writeOver();
                add(bytes, start, at - start);
            }
            if (at == end) {
                return;
            }
            returned = bytes[at] == '\r';
            if (!returned) {
                endLine();
                add(bytes, at, 1);
                lineStart = written;
                lineLength = 0;
            }
        }
    }

    /** After a carriage return the line begins anew: of a progress bar its last state counts. */
    private void writeOver() {
        if (returned) {
            returned = false;
            written = lineStart;
            lineLength = 0;
            tailFrom = Math.max(HEAD_BYTES, Math.min(tailFrom, written));
        }
    }

    private void add(byte[] bytes, int offset, int length) {
        int kept = Math.min(length, LINE_BYTES - lineLength);
        System.arraycopy(bytes, offset, line, lineLength, kept);
        lineLength += kept;
        int toHead = (int) Math.min(length, Math.max(0, HEAD_BYTES - written));
        System.arraycopy(bytes, offset, head, (int) Math.min(written, HEAD_BYTES), toHead);
        if (toHead < length) {
            writeToTail(bytes, offset + toHead, offset + length, written + toHead - HEAD_BYTES);
        }
        written += length;
        tailFrom = Math.max(tailFrom, written - TAIL_BYTES);
    }

    /** Of a part of the output, which is so far behind the head, the end at most is still wanted. */
    private void writeToTail(byte[] bytes, int from, int to, long position) {
        int start = Math.max(from, to - TAIL_BYTES);
        int at = (int) ((position + start - from) % TAIL_BYTES);
        int first = Math.min(to - start, TAIL_BYTES - at);
        System.arraycopy(bytes, start, tail, at, first);
        System.arraycopy(bytes, start + first, tail, 0, to - start - first);
    }

    private void endLine() {
        if (written >= HEAD_BYTES && namesError()) {
            long cut = written - lineStart - lineLength;
            String kept = new String(line, 0, lineLength, StandardCharsets.UTF_8);
            ErrorLine error = new ErrorLine(lines, cut > 0 ? kept + bytesLeftOut(cut) : kept);
            if (firstErrors.size() < ERRORS) {
                firstErrors.add(error);
            } else {
                lastErrors.addLast(error);
                if (lastErrors.size() > ERRORS) {
                    lastErrors.removeFirst();
                }
            }
        }
        if (lines++ == 0) {
            firstLineEnd = written;
        }
    }

    private boolean namesError() {
        int end = Math.min(lineLength, NAMED_BYTES);
        for (int at = 0; at < end; at++) {
            for (byte[] word : BY_FIRST_BYTE[lower(line[at]) & 0xff]) {
                if (at + word.length <= end && standsAt(word, at)) {
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

    /**
     * Returns the text, raw, without what was written over. Where something is left out it says {@code [… 12 lines left out …]}
     * on a line of its own, or {@code [… 3400 bytes left out …]} inside of a line.
     */
    String text() {
        byte[] first = Arrays.copyOf(head, (int) Math.min(written, HEAD_BYTES));
        byte[] last = tailBytes();
        if (tailFrom == HEAD_BYTES) {
            return text(first) + text(last);
        }
        int headEnd = lastLineFeed(first) + 1;
        int tailStart = firstLineFeed(last) + 1;
        if (lines == count(first) + count(last)) {
            return text(first) + bytesLeftOut(tailFrom - HEAD_BYTES) + text(last);
        }
        StringBuilder text = new StringBuilder();
        text.append(
                headEnd == 0
                        ? text(first) + bytesLeftOut(firstLineEnd - HEAD_BYTES) + "\n"
                        : text(Arrays.copyOf(first, headEnd)));
        long next = headEnd == 0 ? 1 : count(first);
        long shown = lines - count(last) + (tailStart == 0 ? 0 : 1);
        List<ErrorLine> errors = new ArrayList<>(firstErrors);
        errors.addAll(lastErrors);
        for (ErrorLine error : errors) {
            if (error.number() >= next && error.number() < shown) {
                appendLinesLeftOut(text, error.number() - next);
                text.append(error.text()).append('\n');
                next = error.number() + 1;
            }
        }
        appendLinesLeftOut(text, shown - next);
        text.append(
                tailStart == 0
                        ? bytesLeftOut(tailFrom - lineStart) + text(last)
                        : text(Arrays.copyOfRange(last, tailStart, last.length)));
        return text.toString();
    }

    private static void appendLinesLeftOut(StringBuilder text, long count) {
        if (count > 0) {
            text.append("[… ")
                    .append(count)
                    .append(count == 1 ? " line" : " lines")
                    .append(" left out …]\n");
        }
    }

    private static String bytesLeftOut(long count) {
        return "[… " + count + " bytes left out …]";
    }

    private byte[] tailBytes() {
        byte[] bytes = new byte[(int) Math.max(0, written - tailFrom)];
        for (int n = 0; n < bytes.length; n++) {
            bytes[n] = tail[(int) ((tailFrom + n - HEAD_BYTES) % TAIL_BYTES)];
        }
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int count(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) {
            count += b == '\n' ? 1 : 0;
        }
        return count;
    }

    private static int firstLineFeed(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at == bytes.length ? -1 : at;
    }

    private static int lastLineFeed(byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }
}
