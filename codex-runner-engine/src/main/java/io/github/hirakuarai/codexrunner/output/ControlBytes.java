package io.github.hirakuarai.codexrunner.output;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds what ends or changes a line, in eight bytes at a time: a step may write gigabytes. */
public final class ControlBytes {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long ONES = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;

    private ControlBytes() {}

    /** Returns where the next line feed, carriage return, backspace or escape is, or {@code end} when there is none before it. */
    public static int next(byte[] bytes, int start, int end) {
        int at = start;
        while (at + Long.BYTES <= end) {
            long eight = (long) EIGHT.get(bytes, at);
            if ((zeros(eight ^ ONES * '\n')
                            | zeros(eight ^ ONES * '\r')
                            | zeros(eight ^ ONES * '\b')
                            | zeros(eight ^ ONES * 0x1b))
                    != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r' && bytes[at] != '\b' && bytes[at] != 0x1b) {
            at++;
        }
        return at;
    }

    /** Returns where the next line feed is, or {@code end} when there is none before it. */
    public static int nextLineFeed(byte[] bytes, int start, int end) {
        int at = start;
        while (at + Long.BYTES <= end && zeros((long) EIGHT.get(bytes, at) ^ ONES * '\n') == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Returns where the last of some bytes is that has this value, or {@code start - 1} when none has. */
    public static int last(byte value, byte[] bytes, int start, int end) {
        int at = end;
        while (at - Long.BYTES >= start && zeros((long) EIGHT.get(bytes, at - Long.BYTES) ^ ONES * value) == 0) {
            at -= Long.BYTES;
        }
        do {
            at--;
        } while (at >= start && bytes[at] != value);
        return at;
    }

    /** Returns how many characters begin among some bytes of UTF-8: all bytes but those that continue one. */
    static int characters(byte[] bytes, int start, int end) {
        int continued = 0;
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, at);
            continued += Long.bitCount(eight & ~(eight << 1) & TOP_BITS);
        }
        for (; at < end; at++) {
            continued += (bytes[at] & 0xc0) == 0x80 ? 1 : 0;
        }
        return end - start - continued;
    }

    /** Not 0 if a byte is 0. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & TOP_BITS;
    }
}
