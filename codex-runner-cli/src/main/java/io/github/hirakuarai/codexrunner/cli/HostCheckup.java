package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.DiskSpace;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks at what this machine offers to runs: character set, free space, clones. Only reads. */
final class HostCheckup {

    private final RunnerConfig config;
    private final Map<String, String> environment;

    HostCheckup(RunnerConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** @param encoding of file names, as Java found it */
    static Finding locale(String encoding) {
        return encoding.toUpperCase(Locale.ROOT).replace("-", "").equals("UTF8")
                ? Finding.ok("locale", "file names are UTF-8")
                : Finding.warn(
                        "locale",
                        "file names are " + SafeText.line(encoding) + ", so names such as 文書.md cannot be read",
                        "set LC_ALL=C.UTF-8");
    }

    Finding freeSpace() {
        Path stateDir = config.runner().stateDir();
        long wanted = config.limits().minFree();
        Optional<Long> left = DiskSpace.below(stateDir, wanted);
        return left.isEmpty()
                ? Finding.ok("free space", "enough at " + stateDir + " (limits.minFree: " + size(wanted) + ")")
                : Finding.fail(
                        "free space",
                        size(left.get()) + " at " + stateDir + ", less than limits.minFree (" + size(wanted)
                                + "): no brief starts",
                        "make room there, or set runner.stateDir");
    }

    private static String size(long bytes) {
        return bytes >= 1L << 30 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }

    /** Which of the configured repositories have a clone where a lane looks for them. */
    List<Finding> clones(Lane lane) {
        List<Finding> findings = new ArrayList<>();
        TreeSet<String> origins = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<Path> folders = lane.workdirs().stream()
                .map(this::start)
                .filter(Files::isDirectory)
                .toList();
        folders.forEach(folder -> origins.addAll(originsBelow(folder)));
        if (folders.isEmpty()) {
            return findings;
        }
        for (RepositoryName repository : config.repositories()) {
            boolean there = origins.stream()
                    .anyMatch(origin -> ForgeAddress.parse(origin)
                            .filter(address -> address.repository().equals(repository))
                            .isPresent());
            findings.add(
                    there
                            ? Finding.ok("lane " + lane.name(), "has a clone of " + repository)
                            : Finding.warn(
                                    "lane " + lane.name(),
                                    "no clone of " + repository + " in " + folders.get(0),
                                    "git clone " + config.git().cloneUrl(repository) + " "
                                            + folders.get(0).resolve(repository.name())));
        }
        return findings;
    }

    private static List<String> originsBelow(Path folder) {
        try (Stream<Path> below = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), below)
                    .map(clone -> clone.resolve(".git/config"))
                    .filter(Files::isRegularFile)
                    .flatMap(HostCheckup::urls)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Stream<String> urls(Path gitConfig) {
        try {
            return Files.readString(gitConfig, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.matches("url\\s*=.*"))
                    .map(line -> line.substring(line.indexOf('=') + 1).strip());
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** The folder that a glob begins with. */
    Path start(String glob) {
        String start = glob.replaceFirst("[*?{\\[].*", "");
        int slash = start.lastIndexOf('/');
        String folder = start.equals(glob) || slash <= 0 ? start : start.substring(0, slash);
        return Path.of(
                folder.equals("~") || folder.startsWith("~/")
                        ? environment.getOrDefault("HOME", "") + folder.substring(1)
                        : folder);
    }
}
