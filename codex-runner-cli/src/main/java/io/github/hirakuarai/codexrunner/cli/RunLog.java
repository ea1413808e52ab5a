package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.output.StepScripts;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes what a step wrote as HTML, masked line by line: a line that is not whole yet may hold half a secret. */
final class RunLog {

    /** So many bytes are read at once of a log that grows. */
    private static final int PIECE = 128 << 10;

    private final TextSanitizer texts;
    private final StepScripts scripts;

    RunLog(TextSanitizer texts, StepScripts scripts) {
        this.texts = texts;
        this.scripts = scripts;
    }

    /**
     * What a log holds from a place on.
     *
     * @param lines whole ones, as HTML
     * @param rest of a line that a progress bar writes over and over: the last whole one; else empty
     * @param next where the first line begins that is not whole yet
     */
    record Piece(String lines, String rest, long next) {}

    /** The end of a log that grows: from a line's beginning on, as much as is read at once. */
    Piece last(Path file) throws IOException {
        long size = Files.exists(file) ? Files.size(file) : 0;
        if (size <= PIECE) {
            return from(file, 0);
        }
        long from = size - PIECE;
        byte[] bytes = read(file, from);
        int first = 0;
        while (first < bytes.length && bytes[first] != '\n') {
            first++;
        }
        return from(file, first == bytes.length ? from : from + first + 1);
    }

    /** Reads on in a log that grows. */
    Piece from(Path file, long from) throws IOException {
        byte[] bytes = read(file, from);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end == 0 && bytes.length == PIECE) {
            end = PIECE;
        }
        Html lines = new Html();
        write(lines, new String(bytes, 0, end, StandardCharsets.UTF_8));
        Html rest = new Html();
        String open = new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8);
        int redrawn = open.lastIndexOf('\r');
        if (redrawn >= 0) {
            write(rest, open.substring(0, redrawn));
        }
        return new Piece(lines.toString(), rest.toString(), from + end);
    }

    private static byte[] read(Path file, long from) throws IOException {
        try (SeekableByteChannel log = Files.newByteChannel(file)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(PIECE, log.size() - from)));
            log.position(from);
            while (bytes.hasRemaining() && log.read(bytes) >= 0) {
                // Until the piece is full or the log ends.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** The lines of a text, with the colours that a terminal would show. */
    void write(Html html, String text) {
        for (List<Ansi.Span> line : Ansi.lines(text)) {
            StringBuilder whole = new StringBuilder();
            line.forEach(span -> whole.append(span.text()));
            String masked = texts.plain(whole.toString());
            if (masked.contentEquals(whole)) {
                line.forEach(span -> write(html, span));
            } else {
                // What was masked may lie across the parts of the line.
                html.text(scripts.named(masked));
            }
            html.markup("\n");
        }
    }

    private void write(Html html, Ansi.Span span) {
        if (span.style().isEmpty()) {
            html.text(scripts.named(span.text()));
        } else {
            html.element("span", span.style(), scripts.named(span.text()));
        }
    }
}
