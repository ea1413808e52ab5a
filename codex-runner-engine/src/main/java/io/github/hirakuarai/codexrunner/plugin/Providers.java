package io.github.hirakuarai.codexrunner.plugin;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The classes that the service files of one kind of plugin name, each with the files that do. */
final class Providers {

    private static final int LONGEST = 500;

    private final Map<String, Set<String>> files;

    private Providers(Map<String, Set<String>> files) {
        this.files = files;
    }

    /** Reads the service files of a kind. One that cannot be read is left to {@link java.util.ServiceLoader}, which says so. */
    static Providers of(Class<?> kind, ClassLoader classPath) {
        Map<String, Set<String>> files = new TreeMap<>();
        try {
            classPath
                    .resources("META-INF/services/" + kind.getName())
                    .forEach(file -> classes(file)
                            .forEach(name -> files.computeIfAbsent(name, none -> new TreeSet<>())
                                    .add(Plugins.place(file))));
        } catch (UncheckedIOException e) {
            return new Providers(Map.of());
        }
        return new Providers(files);
    }

    private static List<String> classes(URL file) {
        List<String> classes = new ArrayList<>();
        try {
            URLConnection connection = file.openConnection();
            // A cache would hold the jar open after its class loader is closed.
            connection.setUseCaches(false);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(classes::add);
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
        return classes;
    }

    /**
     * Requires that each class is in one jar, or in copies of one: of two versions of a plugin, only the first by name would be used,
     * and nobody would know which.
     */
    void requireOnce() {
        files.forEach((name, jars) -> {
            if (jars.size() > 1 && !areCopies(jars)) {
                throw new RunnerException(
                        ErrorCode.PLUGIN,
                        "the plugin " + name + " is there " + (jars.size() == 2 ? "twice" : jars.size() + " times")
                                + ": in " + String.join(" and ", jars) + "; remove all but one");
            }
        });
    }

    private static boolean areCopies(Set<String> jars) {
        try {
            Path one = Path.of(jars.iterator().next());
            for (String jar : jars) {
                if (!Files.isRegularFile(one) || Files.mismatch(one, Path.of(jar)) >= 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    /** What to say when one of them cannot be loaded: which, why, and in which jar. */
    RunnerException unloadable(Throwable e) {
        String message = String.valueOf(e.getMessage());
        Set<String> jars = new TreeSet<>();
        files.forEach((name, places) -> {
            if ((" " + message + " ").contains(" " + name + " ")) {
                jars.addAll(places);
            }
        });
        if (jars.isEmpty()) {
            files.values().forEach(jars::addAll);
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String what = cause == e ? message : message + ": " + cause;
        return new RunnerException(
                ErrorCode.PLUGIN,
                "a plugin cannot be loaded: " + line(what) + "; it is "
                        + (jars.size() == 1 ? "in " : "one of those in ") + String.join(" and ", jars)
                        + ": fix it, or remove its jar from the class path",
                e);
    }

    /** Who knows secrets masks them. */
    private static String line(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
