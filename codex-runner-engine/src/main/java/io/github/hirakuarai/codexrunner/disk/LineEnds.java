package io.github.hirakuarai.codexrunner.disk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where lines end, in eight bytes at a time: a step may write gigabytes. */
final class LineEnds {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long ONES = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;

    private LineEnds() {}

    /** Returns where the next line feed or carriage return is, or {@code end} when there is none before it. */
    static int next(byte[] bytes, int start, int end) {
        int at = start;
        while (at + Long.BYTES <= end) {
            long eight = (long) EIGHT.get(bytes, at);
            if ((zeros(eight ^ ONES * '\n') | zeros(eight ^ ONES * '\r')) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /** Not 0 if a byte is 0. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & TOP_BITS;
    }
}
