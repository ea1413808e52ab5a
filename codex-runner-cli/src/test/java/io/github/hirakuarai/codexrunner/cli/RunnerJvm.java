package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.Digest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How tests start the command as a process of its own: as the launcher does, with an archive of loaded classes, which halves what a
 * process costs. The archive is made once for a build, where the property {@code runner.archive} names a folder for it; without,
 * processes start with this one's class path, because a single test would wait for the archive for longer than it saves.
 */
final class RunnerJvm {

    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable");
    private static @Nullable List<String> prepared;

    private RunnerJvm() {}

    /**
     * The words that start the command, but for its own arguments.
     *
     * @param more options for the JVM
     */
    static List<String> command(List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(FLAGS);
        command.addAll(more);
        command.addAll(classes());
        command.add(Main.class.getName());
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static synchronized List<String> classes() throws IOException {
        String folder = System.getProperty("runner.archive");
        if (prepared == null) {
            String classPath = System.getProperty("java.class.path");
            prepared = folder == null ? List.of("-cp", classPath) : archived(Path.of(folder), classPath);
        }
        return prepared;
    }

    /** Several JVMs run tests at once; one of them makes the archive. */
    private static List<String> archived(Path folder, String classPath) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            Path here = folder.resolve(key(classPath));
            Path jars = here.resolve("jars");
            Path archive = here.resolve("runner.jsa");
            if (!Files.exists(jars)) {
                removeFolders(folder);
                Files.createDirectory(here);
                Files.writeString(jars, jars(here, classPath));
                train(archive, Files.readString(jars));
            }
            return List.of("-XX:SharedArchiveFile=" + archive, "-cp", Files.readString(jars));
        }
    }

    /**
     * Names what a class path holds now. Not its places only: a build after a change would go on with the jars of the one before it,
     * and its tests would see classes that are no more.
     */
    static String key(String classPath) throws IOException {
        StringBuilder all = new StringBuilder(Runtime.version() + "\n" + classPath + "\n");
        for (Path place : places(classPath)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    all.append(file)
                            .append(' ')
                            .append(Files.size(file))
                            .append(' ')
                            .append(Files.getLastModifiedTime(file))
                            .append('\n');
                }
            }
        }
        return Digest.of(all.toString()).hex().substring(0, 16);
    }

    /** What an earlier build has left: a hundred megabytes each. */
    private static void removeFolders(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder) && !file.equals(folder.resolve("lock"))) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Path> places(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                // Not the working folder, which nobody means: Surefire ends its class path with a separator.
                .filter(place -> !place.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    /** The class path in jars, because an archive takes classes from nothing else, and without signatures, as in the distribution. */
    private static String jars(Path folder, String classPath) throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path path : places(classPath)) {
            if (!Files.isDirectory(path) && !path.toString().contains("org.eclipse.jgit")) {
                jars.add(path.toString());
            } else {
                Path jar = folder.resolve(jars.size() + ".jar");
                try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(jar))) {
                    to.setLevel(1);
                    if (Files.isDirectory(path)) {
                        addFolder(path, to);
                    } else {
                        addUnsigned(path, to);
                    }
                }
                jars.add(jar.toString());
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static void addFolder(Path folder, ZipOutputStream to) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                to.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, to);
                to.closeEntry();
            }
        }
    }

    private static void addUnsigned(Path jar, ZipOutputStream to) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : from.stream()
                    .filter(entry -> !entry.getName().matches("META-INF/[^/]*\\.(SF|RSA)"))
                    .toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream content = from.getInputStream(entry)) {
                    content.transferTo(to);
                }
                to.closeEntry();
            }
        }
    }

    private static void train(Path archive, String jars) throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(FLAGS);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", jars, CdsTraining.class.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", archive.getParent().toString());
        Process process = builder.start();
        try (OutputStream input = process.getOutputStream()) {
            input.flush();
        }
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
