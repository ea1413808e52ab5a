package io.github.hirakuarai.codexrunner.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of output as a terminal shows it: backspaces and {@code ESC [} sequences move the cursor and erase, and what follows
 * overwrites. A carriage return begins the line anew, although a terminal leaves what is longer. Each character takes one
 * column. Sequences that show nothing, such as titles, are left out, and so are colours unless {@link #parts} is asked for them;
 * movements between lines have no effect.
 */
public final class TerminalLine {

    private static final byte ESC = 0x1b;
    private static final byte BEL = 7;

    /** A longer sequence is none. */
    private static final int LONGEST_SEQUENCE = 1_024;

    /** Sequences move the cursor no further to the right, except over text. */
    private static final int WIDEST = 512;

    private final int most;

    /** The bytes of each character in UTF-8, the last one lowest. */
    private int[] cells = new int[128];

    private int length;
    private int cursor;
    private boolean returned;
    /** Whether the byte before was one of a character. */
    private boolean within;

    /** Of each cell; null when nobody asks for styles. */
    private TextStyle @Nullable [] styles;

    private TextStyle style = TextStyle.PLAIN;

    private final byte[] sequence = new byte[LONGEST_SEQUENCE];
    private int sequenceLength;

    /** @param most characters that the line can hold; what comes behind them is left out */
    public TerminalLine(int most) {
        this.most = most;
    }

    /**
     * A part of a line.
     *
     * @param style the same for all of it
     * @param text what is shown
     */
    public record Part(TextStyle style, String text) {}

    /** Returns a line that knows the style of its parts. A style lasts over lines until it is changed. */
    public static TerminalLine styled(int most) {
        TerminalLine line = new TerminalLine(most);
        line.styles = new TextStyle[line.cells.length];
        return line;
    }

    /** Returns a text of several lines as a terminal shows it. */
    public static String shown(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream shown = new ByteArrayOutputStream(bytes.length);
        TerminalLine line = new TerminalLine(bytes.length + WIDEST);
        for (int at = 0; at <= bytes.length; at++) {
            int start = at;
            at = ControlBytes.nextLineFeed(bytes, at, bytes.length);
            line.write(bytes, start, at - start);
            shown.writeBytes(line.bytes());
            line.clear();
            if (at < bytes.length) {
                shown.write('\n');
            }
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    /** Writes bytes without a line feed. */
    public void write(byte[] bytes, int offset, int count) {
        int end = offset + count;
        for (int at = offset; at < end; at++) {
            if (cursor >= most && !within && sequenceLength == 0) {
                int control = ControlBytes.next(bytes, at, end);
                leaveOut(ControlBytes.characters(bytes, at, control));
                at = control;
            }
            if (at < end) {
                write(bytes[at]);
            }
        }
    }

    /** Moves on over characters behind the limit, of which a line may have any number. */
    private void leaveOut(int characters) {
        cursor = (int) Math.min(Integer.MAX_VALUE, (long) cursor + characters);
    }

    public void clear() {
        length = 0;
        cursor = 0;
        returned = false;
        within = false;
        sequenceLength = 0;
    }

    /** Returns how many characters it has. */
    public int length() {
        return length + sequenceLength;
    }

    /** Returns what is shown, in UTF-8; a sequence that has not ended belongs to it. */
    public byte[] bytes() {
        byte[] bytes = new byte[4 * length + sequenceLength];
        int count = copy(0, length, bytes);
        System.arraycopy(sequence, 0, bytes, count, sequenceLength);
        return Arrays.copyOf(bytes, count + sequenceLength);
    }

    private String text(int start, int end) {
        byte[] bytes = new byte[4 * (end - start)];
        return new String(bytes, 0, copy(start, end, bytes), StandardCharsets.UTF_8);
    }

    /** Copies characters, and returns how many bytes they have. */
    private int copy(int start, int end, byte[] bytes) {
        int count = 0;
        for (int n = start; n < end; n++) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                if (shift == 0 || cells[n] >>> shift != 0) {
                    bytes[count++] = (byte) (cells[n] >>> shift);
                }
            }
        }
        return count;
    }

    /** Returns what is shown, in parts of one style each; a sequence that has not ended belongs to the last one. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int start = 0, end = 1; start < length; start = end, end++) {
            while (end < length && styleOf(end).equals(styleOf(start))) {
                end++;
            }
            parts.add(new Part(styleOf(start), text(start, end)));
        }
        if (sequenceLength > 0) {
            parts.add(new Part(style, new String(sequence, 0, sequenceLength, StandardCharsets.UTF_8)));
        }
        return parts;
    }

    private TextStyle styleOf(int cell) {
        return styles == null ? TextStyle.PLAIN : styles[cell];
    }

    private void write(byte b) {
        if (sequenceLength > 0 && goesOn(b)) {
            return;
        }
        if (b == ESC) {
            sequence[sequenceLength++] = b;
        } else if (b == '\r') {
            move(0);
            returned = true;
        } else if (b == '\b') {
            move(cursor - 1);
        } else {
            put(b);
        }
    }

    private void put(byte b) {
        boolean continues = (b & 0xc0) == 0x80;
        if (continues && within && cells[cursor - 1] >>> 24 == 0) {
            cells[cursor - 1] = cells[cursor - 1] << 8 | (b & 0xff);
            return;
        }
        if (returned) {
            length = 0;
            returned = false;
        }
        within = cursor < most;
        if (!within) {
            leaveOut(continues ? 0 : 1);
            return;
        }
        if (cursor >= cells.length) {
            cells = Arrays.copyOf(cells, Math.max(cursor + 1, Math.min(most, 2 * cells.length)));
            styles = styles == null ? null : Arrays.copyOf(styles, cells.length);
        }
        if (cursor > length) {
            blank(length, cursor);
        }
        if (styles != null) {
            styles[cursor] = style;
        }
        cells[cursor++] = b & 0xff;
        length = Math.max(length, cursor);
    }

    private void blank(int start, int end) {
        Arrays.fill(cells, start, end, ' ');
        if (styles != null) {
            Arrays.fill(styles, start, end, TextStyle.PLAIN);
        }
    }

    private void move(int column) {
        cursor = Math.max(0, column);
        returned = false;
        within = false;
    }

    /** Takes a byte of the sequence that has begun; false when it belongs to none, which shows what seemed to be one. */
    private boolean goesOn(byte b) {
        boolean control = (b >= 0 && b < ' ') || b == 0x7f;
        if (sequenceLength == LONGEST_SEQUENCE) {
            return giveUp();
        }
        if (sequenceLength == 1 || isIntermediate(sequence[1])) {
            boolean begins = sequenceLength == 1 && "[]PX^_".indexOf(b) >= 0;
            if (!begins && b >= '0' && b <= '~') {
                // A short one, such as ESC ( B, which chooses characters.
                sequenceLength = 0;
                return true;
            }
            if (!begins && !isIntermediate(b)) {
                return giveUp();
            }
        } else if (sequence[1] == '[') {
            if (b >= '@' && b <= '~') {
                obey(b);
                sequenceLength = 0;
                return true;
            }
            if (b < ' ' || b > '?') {
                return giveUp();
            }
        } else if (b == BEL || (b == '\\' && sequence[sequenceLength - 1] == ESC)) {
            sequenceLength = 0;
            return true;
        } else if (sequence[sequenceLength - 1] == ESC || (control && b != ESC)) {
            return giveUp();
        }
        sequence[sequenceLength++] = b;
        return true;
    }

    private static boolean isIntermediate(byte b) {
        return b >= ' ' && b <= '/';
    }

    private boolean giveUp() {
        int count = sequenceLength;
        sequenceLength = 0;
        for (int n = 0; n < count; n++) {
            put(sequence[n]);
        }
        return false;
    }

    private void obey(byte command) {
        int number = number();
        int steps = Math.max(1, number);
        switch (command) {
            case 'G' -> move(Math.min(steps - 1, Math.max(length, WIDEST)));
            case 'D' -> move(cursor - steps);
            case 'C' -> move(Math.max(cursor, Math.min(cursor + steps, Math.max(length, WIDEST))));
            case 'K' -> erase(number);
            case 'm' -> style = styles == null ? style : style.with(parameters());
            default -> {
                // Nothing of it is shown, or other lines are not at hand.
            }
        }
    }

    private void erase(int what) {
        if (what == 2) {
            length = 0;
        } else if (what == 1) {
            blank(0, Math.min(cursor + 1, length));
        } else {
            length = Math.min(length, cursor);
        }
    }

    private String parameters() {
        return new String(sequence, 2, sequenceLength - 2, StandardCharsets.US_ASCII);
    }

    /** The first number of a sequence; 0 when it has none. */
    private int number() {
        int number = 0;
        for (int n = 2; n < sequenceLength && sequence[n] >= '0' && sequence[n] <= '9'; n++) {
            number = Math.min(1 << 20, 10 * number + sequence[n] - '0');
        }
        return number;
    }
}
