package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.output.ControlBytes;
import io.github.hirakuarai.codexrunner.output.ErrorWords;
import io.github.hirakuarai.codexrunner.output.TerminalLine;
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

    private static final byte[] RETURN = {'\r'};

    private static final int HEAD_BYTES = 32 * 1024;
    private static final int TAIL_BYTES = 32 * 1024;

    /** So much of a line is looked at, and can be written over. */
    private static final int LINE_BYTES = 64 * 1024;

    /** A line that names an error so near to its beginning is kept from there on; of another, what is around the word. */
    private static final int NAMED_BYTES = 512;

    /** So much more is kept at each cut: near to it, readers show nothing, for a secret may be cut in two. */
    private static final int NEAR = 4_096;

    /** The first and the last lines that name an error, so many of each. */
    private static final int ERRORS = 10;

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
    /** The present line from {@link #drawnFrom} on, when it holds more than carriage returns that change it. */
    private final TerminalLine drawn = new TerminalLine(LINE_BYTES);

    private boolean drawing;
    private long drawnFrom;
    private final byte[] line = new byte[LINE_BYTES];
    private int lineLength;
    /** The line that lies across the head's end, when it has ended. */
    private byte[] crossing = new byte[0];

    private long crossingStart;
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
        int at = offset;
        while (at < end) {
            int start = at;
            if (drawing) {
                at = ControlBytes.nextLineFeed(bytes, start, end);
                draw(bytes, start, at);
            } else {
                at = ControlBytes.next(bytes, start, end);
                if (at > start) {
                    writeOver();
                    add(bytes, start, at - start);
                }
            }
            if (at == end) {
                return;
            }
            if (bytes[at] == '\n') {
                endLine();
                add(bytes, at, 1);
                lineStart = written;
                lineLength = 0;
                at++;
            } else if (bytes[at] == '\r') {
                returned = true;
                at++;
            } else {
                beginDrawing();
            }
        }
    }

    private void beginDrawing() {
        drawing = true;
        drawn.clear();
        if (written - lineStart > LINE_BYTES) {
            writeOver();
        }
        drawnFrom = written - lineStart > LINE_BYTES ? written : lineStart;
        if (drawnFrom == lineStart) {
            drawn.write(line, 0, lineLength);
        }
        if (returned) {
            returned = false;
            drawn.write(RETURN, 0, 1);
        }
    }

    private void draw(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            int room = LINE_BYTES - drawn.length();
            if (room <= 0) {
                settle();
                drawn.clear();
                drawnFrom = written;
                room = LINE_BYTES;
            }
            int count = Math.min(room, end - at);
            drawn.write(bytes, at, count);
            at += count;
        }
    }

    /** Lets the present line stand as it is drawn so far. */
    private void settle() {
        if (drawing) {
            goBackTo(drawnFrom);
            byte[] bytes = drawn.bytes();
            add(bytes, 0, bytes.length);
        }
    }

    private void goBackTo(long place) {
        written = place;
        lineLength = (int) Math.min(LINE_BYTES, place - lineStart);
        tailFrom = Math.max(HEAD_BYTES, Math.min(tailFrom, written));
    }

    /** After a carriage return the line begins anew: of a progress bar its last state counts. */
    private void writeOver() {
        if (returned) {
            returned = false;
            goBackTo(lineStart);
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
        settle();
        drawing = false;
        returned = false;
        if (written >= HEAD_BYTES) {
            if (lineStart < HEAD_BYTES) {
                crossing = Arrays.copyOf(line, lineLength);
                crossingStart = lineStart;
            }
            int named = ErrorWords.find(line, 0, lineLength);
            if (named >= 0) {
                add(new ErrorLine(lines, around(named)));
            }
        }
        if (lines++ == 0) {
            firstLineEnd = written;
        }
    }

    private void add(ErrorLine error) {
        if (firstErrors.size() < ERRORS) {
            firstErrors.add(error);
        } else {
            lastErrors.addLast(error);
            if (lastErrors.size() > ERRORS) {
                lastErrors.removeFirst();
            }
        }
    }

    /** The present line, as far as it is kept for a word in it. */
    private String around(int word) {
        int from = word < NAMED_BYTES ? 0 : Math.max(0, word - NAMED_BYTES / 2 - NEAR);
        int to = Math.min(lineLength, (from == 0 ? 0 : word) + NAMED_BYTES + NEAR);
        return bytesLeftOut(from) + text(Arrays.copyOfRange(line, from, to)) + bytesLeftOut(written - lineStart - to);
    }

    /** What is shown of a line between two places: nothing but what is around a word that names an error. */
    private static String gap(byte[] line, int lineLength, long from, long to) {
        int start = (int) Math.min(lineLength, from);
        int end = (int) Math.min(lineLength, to);
        int word = ErrorWords.find(line, start, end);
        if (word < 0) {
            return bytesLeftOut(to - from);
        }
        int first = Math.max(start, word - NAMED_BYTES / 2 - NEAR);
        int last = Math.min(end, word + NAMED_BYTES + NEAR);
        return bytesLeftOut(first - from) + text(Arrays.copyOfRange(line, first, last)) + bytesLeftOut(to - last);
    }

    /** The same of the line that lies across the head's end. */
    private String gapBehindHead(long to) {
        boolean ended = lineStart >= HEAD_BYTES;
        long start = ended ? crossingStart : lineStart;
        return gap(ended ? crossing : line, ended ? crossing.length : lineLength, HEAD_BYTES - start, to - start);
    }

    /**
     * Returns the text, raw, without what was written over. Where something is left out it says {@code [… 12 lines left out …]}
     * on a line of its own, or {@code [… 3400 bytes left out …]} inside of a line.
     */
    String text() {
        settle();
        byte[] first = Arrays.copyOf(head, (int) Math.min(written, HEAD_BYTES));
        byte[] last = tailBytes();
        if (tailFrom == HEAD_BYTES) {
            return text(first) + text(last);
        }
        int headEnd = lastLineFeed(first) + 1;
        int tailStart = firstLineFeed(last) + 1;
        if (lines == count(first) + count(last)) {
            return text(first) + gapBehindHead(tailFrom) + text(last);
        }
        StringBuilder text = new StringBuilder();
        text.append(
                headEnd == 0 ? text(first) + gapBehindHead(firstLineEnd) + "\n" : text(Arrays.copyOf(first, headEnd)));
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
                        ? gap(line, lineLength, 0, tailFrom - lineStart) + text(last)
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
        return count == 0 ? "" : "[… " + count + " bytes left out …]";
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
