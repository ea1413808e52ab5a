package io.github.hirakuarai.codexrunner.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line of output as a terminal shows it: backspaces and {@code ESC [} sequences move the cursor and erase, and what follows
 * overwrites. A carriage return begins the line anew, although a terminal leaves what is longer. Each character takes one
 * column. Sequences that show nothing, such as colours and titles, are left out; movements between lines have no effect.
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

    private final byte[] sequence = new byte[LONGEST_SEQUENCE];
    private int sequenceLength;

    /** @param most characters that the line can hold; what comes behind them is left out */
    public TerminalLine(int most) {
        this.most = most;
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
        for (int at = offset; at < offset + count; at++) {
            write(bytes[at]);
        }
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
        int count = 0;
        for (int n = 0; n < length; n++) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                if (shift == 0 || cells[n] >>> shift != 0) {
                    bytes[count++] = (byte) (cells[n] >>> shift);
                }
            }
        }
        System.arraycopy(sequence, 0, bytes, count, sequenceLength);
        return Arrays.copyOf(bytes, count + sequenceLength);
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
            cursor += continues ? 0 : 1;
            return;
        }
        if (cursor >= cells.length) {
            cells = Arrays.copyOf(cells, Math.max(cursor + 1, Math.min(most, 2 * cells.length)));
        }
        if (cursor > length) {
            Arrays.fill(cells, length, cursor, ' ');
        }
        cells[cursor++] = b & 0xff;
        length = Math.max(length, cursor);
    }

    private void move(int column) {
        cursor = Math.max(0, column);
        returned = false;
        within = false;
    }

    /** Takes a byte of the sequence that has begun; false when it belongs to none, which shows what seemed to be one. */
    private boolean goesOn(byte b) {
        boolean control = (b >= 0 && b < ' ') || b == 0x7f;
        boolean string = sequenceLength > 1 && sequence[1] != '[';
        if (sequenceLength == LONGEST_SEQUENCE) {
            return giveUp();
        }
        if (sequenceLength == 1) {
            if ("[]PX^_".indexOf(b) < 0) {
                return giveUp();
            }
        } else if (!string) {
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
            default -> {
                // Colours and the like show nothing, and other lines are not at hand.
            }
        }
    }

    private void erase(int what) {
        if (what == 2) {
            length = 0;
        } else if (what == 1) {
            Arrays.fill(cells, 0, Math.min(cursor + 1, length), ' ');
        } else {
            length = Math.min(length, cursor);
        }
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
