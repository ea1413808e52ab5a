package io.github.hirakuarai.codexrunner.model;

import java.util.regex.Pattern;

/**
 * What a brief's record hangs on (protocol §2): stays the same when the repository is renamed or a block is inserted
 * above.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record BriefKey(String hex) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public BriefKey {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a brief's key: " + hex);
        }
    }

    /**
     * The key of a block.
     *
     * @param document where the block stands
     * @param digest of the block's content
     * @param place the block's place, from 1, among the blocks of equal digest in that document
     */
    public static BriefKey of(DocumentRef document, Digest digest, int place) {
        // Each part is free of line breaks, so joining by them is unambiguous.
        String parts = String.join(
                "\n",
                document.host(),
                Long.toString(document.repositoryId()),
                document.kind().name(),
                Long.toString(document.databaseId()),
                digest.hex(),
                Integer.toString(place));
        return new BriefKey(Digest.of(parts).hex());
    }

    @Override
    public String toString() {
        return hex;
    }
}
