package io.github.hirakuarai.codexrunner.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Where the process begins and ends. */
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        showTraces(arguments);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        CliContext context = new CliContext(
                out,
                err,
                System.in,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Terminal.ofProcess(System.getenv()));
        int exitCode = run(context, arguments);
        endHttpClients();
        System.exit(exitCode);
    }

    /** The runner logs a plugin's stack traces as warnings, which the terminal shows of its own code only when asked to. */
    private static void showTraces(String... arguments) {
        if (Stream.of(arguments).anyMatch(argument -> argument.equals("-v") || argument.equals("--verbose"))) {
            System.setProperty("org.slf4j.simpleLogger.log.io.github.hirakuarai.codexrunner", "warn");
        }
    }

    /**
     * The JVM waits up to 0.3 s at its end for a thread that waits in the operating system, as that of an HTTP client always does;
     * until Java 21, a client cannot be closed.
     */
    private static void endHttpClients() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .forEach(Thread::interrupt);
    }

    /** The whole command but for the end of the process. */
    static int run(CliContext context, String... arguments) {
        String[] ordered = CommandLines.ordered(arguments);
        return CommandLines.of(context, ordered).execute(ordered);
    }

    /** For tests: a command in context of their own, not on a terminal. */
    static CliContext context(PrintStream out, PrintStream err, Map<String, String> environment, Path folder) {
        return new CliContext(out, err, java.io.InputStream.nullInputStream(), environment, folder, Terminal.NONE);
    }
}
