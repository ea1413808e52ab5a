package io.github.hirakuarai.codexrunner.model;

import java.util.regex.Pattern;

/**
 * Identifies a brief in the ledger (protocol §2). Renaming the repository or inserting a block above does not change
 * it.
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
     * @param document the document of the block
     * @param digest of the block's content
     * @param place the position of the block, from 1, among the blocks with the same digest in that document
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
