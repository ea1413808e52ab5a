package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds and reads the configuration. */
final class ConfigFile {

    private ConfigFile() {}

    /**
     * Reads the named file, or the first that is there of the default places.
     *
     * @param name what {@code --config} says; null when it says nothing
     */
    static RunnerConfig read(CliContext context, @Nullable String name) {
        return new ConfigReader(context.environment(), hostName(), Clock.systemUTC()).read(find(context, name));
    }

    /** Reads a text as if it stood in a file. */
    static RunnerConfig read(CliContext context, String text, Path file) {
        return new ConfigReader(context.environment(), hostName(), Clock.systemUTC()).read(text, file);
    }

    /**
     * As {@link #read}, for a command that also works without a configuration.
     *
     * @return null when no file is named and none is at the default places
     */
    static @Nullable RunnerConfig readIfThere(CliContext context, @Nullable String name) {
        return name == null && places(context, null).stream().noneMatch(Files::isRegularFile)
                ? null
                : read(context, name);
    }

    private static List<Path> places(CliContext context, @Nullable String name) {
        List<Path> places = new ArrayList<>();
        if (name != null) {
            places.add(context.resolve(name));
        } else {
            places.add(context.resolve("codex-runner.yaml"));
            String home = context.environment().get("HOME");
            if (home != null) {
                places.add(Path.of(home, ".config", "codex-runner", "config.yaml"));
            }
        }
        return places;
    }

    private static Path find(CliContext context, @Nullable String name) {
        List<Path> places = places(context, name);
        Path found = places.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.CONFIGURATION,
                        "no configuration found at "
                                + String.join(
                                        " or ",
                                        places.stream().map(Path::toString).toList())
                                + "; run `codex-runner init` to write one, or set --config"));
        if (Files.isDirectory(found)) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    found + " is a folder, not a configuration file; set --config to a file, such as "
                            + found.resolve("codex-runner.yaml"));
        }
        if (!Files.isReadable(found)) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "cannot read the configuration " + found + ": permission denied; make it readable for this user");
        }
        return found;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
