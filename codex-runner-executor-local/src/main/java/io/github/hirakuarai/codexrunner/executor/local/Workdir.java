package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.WorkdirGlob;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The path of a workdir: {@code ~} and {@code ~user} looked up, never evaluated (protocol §3). */
final class Workdir {

    private Workdir() {}

    /**
     * The folder that a brief names.
     *
     * @param lane says where its workdirs may be
     * @param environment the runner's, for {@code HOME}
     * @throws WorkspaceUnavailableException when there is no such folder, or the lane does not allow it
     */
    static Path resolve(String written, Lane lane, Map<String, String> environment) {
        Path path = resolve(written, environment);
        if (!lane.workdirs().isEmpty()
                && lane.workdirs().stream().noneMatch(glob -> isUnder(glob, path, environment))) {
            throw new WorkspaceUnavailableException(
                    ReasonCode.WORKDIR_NOT_ALLOWED,
                    "the lane " + lane.name() + " does not allow the workdir " + path
                            + ": name another, or add it to the lane's workdirs");
        }
        return path;
    }

    /** Whether a folder, wherever its links lead, is one that a glob means or stands inside of one. */
    private static boolean isUnder(String glob, Path folder, Map<String, String> environment) {
        WorkdirGlob parts = WorkdirGlob.of(glob.startsWith("~") ? atHome(glob, environment) : glob);
        try {
            // Links in the plain part are followed too, or a home behind a link would allow nothing.
            return parts.allows(
                    Path.of(parts.start()).toRealPath().toString(),
                    folder.toRealPath().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder that a brief names, allowed or not. */
    private static Path resolve(String written, Map<String, String> environment) {
        Path path;
        try {
            path = Path.of(written.startsWith("~") ? atHome(written, environment) : written);
        } catch (InvalidPathException e) {
            throw missing("the workdir " + written + " is no path");
        }
        if (!path.isAbsolute()) {
            throw missing("the workdir " + written + " is relative: write it from / or from ~");
        }
        path = path.normalize();
        if (!Files.isDirectory(path)) {
            throw missing("there is no folder " + path + " on this machine: clone the repository there");
        }
        return path;
    }

    private static String atHome(String written, Map<String, String> environment) {
        int slash = written.indexOf('/');
        String user = slash < 0 ? written.substring(1) : written.substring(1, slash);
        String rest = slash < 0 ? "" : written.substring(slash);
        if (user.isEmpty()) {
            String home = environment.getOrDefault("HOME", "");
            if (!home.startsWith("/")) {
                throw missing("HOME is not set, so " + written + " leads nowhere: set HOME for the runner");
            }
            return home + rest;
        }
        String home = passwd(user, environment)
                .map(fields -> fields.get(5))
                .orElseThrow(() -> missing("there is no user " + user + " on this machine, so " + written
                        + " leads nowhere: write the path in full"));
        return home + rest;
    }

    /** A user of this machine. */
    static UserAccess.Account account(String user, Map<String, String> environment) {
        List<String> fields = passwd(user, environment)
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.CONFIGURATION, "there is no user " + user + " on this machine: create it"));
        return new UserAccess.Account(fields.get(3), fields.get(5));
    }

    /** A user's fields of passwd(5): from the name service where there is {@code getent}, else from the file. */
    private static Optional<List<String>> passwd(String user, Map<String, String> environment) {
        if (!user.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            return Optional.empty();
        }
        Optional<Path> getent = Programs.find("getent", environment.getOrDefault("PATH", Programs.DEFAULT_PATH));
        try {
            if (getent.isPresent()) {
                Process process = new ProcessBuilder(getent.get().toString(), "passwd", user)
                        .redirectErrorStream(true)
                        .start();
                process.getOutputStream().close();
                try (Stream<String> lines = process.inputReader().lines()) {
                    return fields(lines, user);
                }
            }
            try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
                return fields(lines, user);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> fields(Stream<String> passwd, String user) {
        return passwd.map(line -> List.of(line.split(":", -1)))
                .filter(fields -> fields.size() >= 7 && fields.get(0).equals(user))
                .findFirst();
    }

    private static WorkspaceUnavailableException missing(String message) {
        return new WorkspaceUnavailableException(ReasonCode.WORKDIR_MISSING, message);
    }
}
