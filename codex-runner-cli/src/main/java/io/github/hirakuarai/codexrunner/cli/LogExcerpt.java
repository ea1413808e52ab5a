package io.github.hirakuarai.codexrunner.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The head and the tail of a log, whole lines of them; the rest of a large one is never read.
 *
 * @param head the whole log when nothing was left out
 * @param tail to its end
 * @param omitted how many bytes stand between them
 */
record LogExcerpt(String head, String tail, long omitted) {

    /**
     * Reads a log.
     *
     * @param limit so many bytes at most: a quarter of them from the head, the rest from the tail, where the errors are
     */
    static LogExcerpt of(Path log, int limit) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(log)) {
            long size = file.size();
            if (size <= limit) {
                return new LogExcerpt(text(file, 0, (int) size), "", 0);
            }
            String head = text(file, 0, limit / 4);
            int end = head.lastIndexOf('\n') + 1;
            String kept = end == 0 ? head : head.substring(0, end);
            int tailLength = limit - limit / 4;
            String tail = text(file, size - tailLength, tailLength);
            String last = tail.substring(tail.indexOf('\n') + 1);
            long shown =
                    kept.getBytes(StandardCharsets.UTF_8).length + (long) last.getBytes(StandardCharsets.UTF_8).length;
            return new LogExcerpt(kept, last, Math.max(1, size - shown));
        } catch (NoSuchFileException e) {
            return new LogExcerpt("", "", 0);
        }
    }

    private static String text(SeekableByteChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.position(from);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // A log that grows or shrinks meanwhile is shown as it was met.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
