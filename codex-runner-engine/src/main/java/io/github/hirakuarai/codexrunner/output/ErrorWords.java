package io.github.hirakuarai.codexrunner.output;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words by which lines of output are taken to name an error, whatever their case; not those that ordinary lines often hold. */
public final class ErrorWords {

    private static final List<String> WORDS = List.of(
            "error",
            "err!",
            "exception",
            "traceback",
            "caused by:",
            "fatal",
            "fail",
            "panic",
            "severe:",
            "critical:",
            "not ok",
            "✗",
            "✕",
            "✖",
            "❌",
            "denied",
            "refused",
            "rejected",
            "forbidden",
            "unauthorized",
            "not permitted",
            "not found",
            "no such",
            "not exist",
            "cannot",
            "can't",
            "could not",
            "couldn't",
            "unable to",
            "timed out",
            "timeout after",
            "timeout exceeded",
            "unreachable",
            "connection reset",
            "broken pipe",
            "no space left",
            "out of memory",
            "killed",
            "aborted",
            "abort:",
            "core dumped",
            "segmentation fault",
            "undefined reference",
            "undefined symbol",
            "is not defined",
            "is not a function",
            "unexpected",
            "invalid ",
            "unrecognized",
            "conflict (",
            "失敗",
            "エラー",
            "例外",
            "拒否",
            "致命",
            "異常",
            "中断しま",
            "中止しま",
            "強制終了",
            "タイムアウトし",
            "できません",
            "見つかりません",
            "存在しません",
            "通りません");

    private static final Pattern PATTERN =
            Pattern.compile(WORDS.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?i)", "")));

    private static final int SHORTEST = 3;

    private static final byte[][] BYTES =
            WORDS.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);

    /** Whether a word begins with these three bytes, each by its lowest bits: few others pass. */
    private static final boolean[] BEGINS = new boolean[1 << 15];

    static {
        for (byte[] word : BYTES) {
            BEGINS[lowBits(word, 0)] = true;
        }
    }

    private ErrorWords() {}

    /** Returns where in a text the first one begins from a place on, or -1. */
    public static int find(String text, int from) {
        Matcher word = PATTERN.matcher(text);
        return word.find(from) ? word.start() : -1;
    }

    /** Returns where in UTF-8 the first one begins that lies between two places, or -1. */
    public static int find(byte[] bytes, int start, int end) {
        for (int at = start; at + SHORTEST <= end; at++) {
            if (BEGINS[lowBits(bytes, at)]) {
                for (byte[] word : BYTES) {
                    if (at + word.length <= end && standsAt(word, bytes, at)) {
                        return at;
                    }
                }
            }
        }
        return -1;
    }

    /** Capital and small letters have the same. */
    private static int lowBits(byte[] bytes, int at) {
        return ((bytes[at] & 31) << 10) | ((bytes[at + 1] & 31) << 5) | (bytes[at + 2] & 31);
    }

    private static boolean standsAt(byte[] word, byte[] bytes, int start) {
        for (int n = 0; n < word.length; n++) {
            if (lower(bytes[start + n]) != word[n]) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 'a' - 'A') : b;
    }
}
