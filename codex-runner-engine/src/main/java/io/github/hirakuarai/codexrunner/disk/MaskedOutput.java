package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a log with its secrets masked, whole lines at a time, so that the file never contains half of one. What spreads over
 * several lines, as wrapped base64 does, is found when the log is closed and read once more.
 */
final class MaskedOutput extends OutputStream {

    private static final int LONGEST_LINE = 64 << 10;
    private static final int WINDOW = 1 << 20;

    private final Path file;
    private final TextSanitizer texts;
    private final OutputStream masked;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    /** Begins the file anew: how much of the raw text an earlier one stands for is not known. */
    MaskedOutput(Path file, TextSanitizer texts) throws IOException {
        this.file = file;
        this.texts = texts;
        this.masked = Files.newOutputStream(file);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        while (end > offset && bytes[end - 1] != '\n') {
            end--;
        }
        open.write(bytes, offset, end - offset);
        if (end > offset) {
            writeOpen();
        }
        open.write(bytes, end, offset + length - end);
        if (open.size() >= LONGEST_LINE) {
            writeOpen();
        }
    }

    private void writeOpen() throws IOException {
        masked.write(texts.plain(open.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        open.reset();
    }

    @Override
    public void close() throws IOException {
        try (masked) {
            writeOpen();
        }
        maskAcrossLines();
    }

    private void maskAcrossLines() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        boolean changed = false;
        char[] window = new char[WINDOW];
        try {
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                    Writer again = Files.newBufferedWriter(aside, StandardCharsets.UTF_8)) {
                for (int count = lines.read(window); count >= 0; count = lines.read(window)) {
                    String text = new String(window, 0, count);
                    String clean = texts.plain(text);
                    changed |= !clean.equals(text);
                    again.write(clean);
                }
            }
            if (changed) {
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
