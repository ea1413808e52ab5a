package io.github.hirakuarai.codexrunner.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Whether a person looks at what is written, and how much fits.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param width asks for its columns
 */
record Terminal(boolean out, boolean err, IntSupplier width) {

    /** Nobody looks. */
    static final Terminal NONE = new Terminal(false, false, () -> Width.DEFAULT);

    /** That of this process. A terminal that says it is dumb moves no cursor and is none. */
    static Terminal ofProcess(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "dumb");
        return type.equals("dumb") ? NONE : new Terminal(isTerminal(1), isTerminal(2), new Width(environment));
    }

    int columns() {
        return width.getAsInt();
    }

    /** Java asks about input and output together; the kernel knows of each. Elsewhere than on Linux Java has to do. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return hasConsole();
        }
    }

    /** Since Java 22 there is a console even where nobody watches, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        Console console = System.console();
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Asks the terminal every few seconds: people change their windows. */
    private static final class Width implements IntSupplier {

        private static final int DEFAULT = 80;
        private static final long FRESH = Duration.ofSeconds(3).toNanos();

        private final Map<String, String> environment;
        private int columns;
        private long askedAt;

        Width(Map<String, String> environment) {
            this.environment = environment;
        }

        @Override
        public synchronized int getAsInt() {
            if (columns == 0 || System.nanoTime() - askedAt > FRESH) {
                columns = ask();
                askedAt = System.nanoTime();
            }
            return columns;
        }

        private int ask() {
            try {
                Process stty = new ProcessBuilder("stty", "size")
                        .redirectInput(new File("/dev/tty"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (stty.waitFor(1, TimeUnit.SECONDS)) {
                    String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip()
                            .split(" ", -1);
                    int answered = size.length == 2 ? Integer.parseInt(size[1]) : 0;
                    return answered > 0 ? answered : otherwise();
                }
                stty.destroyForcibly();
            } catch (IOException | NumberFormatException e) {
                // Then the environment may tell.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return otherwise();
        }

        private int otherwise() {
            String told = environment.getOrDefault("COLUMNS", "");
            return told.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(told) : DEFAULT;
        }
    }
}
