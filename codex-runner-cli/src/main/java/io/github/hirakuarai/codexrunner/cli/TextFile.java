package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** Reads the files that people name on the command line. */
final class TextFile {

    private TextFile() {}

    /**
     * The text of a file.
     *
     * @param file as it was named; {@code -} is standard input
     */
    static String read(CliContext context, String file) {
        if (!file.equals("-") && Files.isDirectory(context.resolve(file))) {
            throw new RunnerException(ErrorCode.USAGE, file + " is a folder; name a file in it");
        }
        try {
            byte[] bytes = file.equals("-") ? context.in().readAllBytes() : Files.readAllBytes(context.resolve(file));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RunnerException(ErrorCode.USAGE, file + " is not UTF-8; convert it first", e);
        } catch (NoSuchFileException e) {
            throw new RunnerException(ErrorCode.USAGE, "no such file: " + file + "; check the name", e);
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.USAGE, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
