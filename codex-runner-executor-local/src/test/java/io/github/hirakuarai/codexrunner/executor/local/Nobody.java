package io.github.hirakuarai.codexrunner.executor.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A user whom every Unix has, who owns nothing. */
final class Nobody {

    static final String NAME = "nobody";

    private Nobody() {}

    /** Gives that user files: the arguments of {@code chown} after the owner. */
    static void own(String... arguments) {
        try {
            byte[] group = new ProcessBuilder("id", "-gn", NAME)
                    .start()
                    .getInputStream()
                    .readAllBytes();
            List<String> command =
                    new ArrayList<>(List.of("chown", "-h", NAME + ":" + new String(group, US_ASCII).strip()));
            command.addAll(List.of(arguments));
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException(command + " failed");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
