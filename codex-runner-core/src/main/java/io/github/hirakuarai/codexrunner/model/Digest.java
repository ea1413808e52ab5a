package io.github.hirakuarai.codexrunner.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SHA-256 of a block's content (protocol §2): the literal of the CommonMark code block, in UTF-8.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String PREFIX = "sha256:";

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not the hexadecimal digits of a SHA-256: " + hex);
        }
    }

    /** Returns the digest of a text's UTF-8 bytes. */
    public static Digest of(String content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return new Digest(HexFormat.of().formatHex(sha256.digest(content.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Parses {@code sha256:…}; empty if the text is not a digest. */
    public static Optional<Digest> parse(String text) {
        return text.startsWith(PREFIX)
                        && HEX.matcher(text.substring(PREFIX.length())).matches()
                ? Optional.of(new Digest(text.substring(PREFIX.length())))
                : Optional.empty();
    }

    /** Returns the first digits, for display and for branch names. */
    public String first(int digits) {
        return hex.substring(0, digits);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
