package io.github.hirakuarai.codexrunner.whole;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command as a distribution installs it, and the plugin's jar in a folder beside it. */
final class Installation {

    private static final Path DISTRIBUTION = Path.of("..", "codex-runner-dist", "src", "main");
    private static final Path PLUGIN = Path.of("..", "examples", "output-webhook", "src", "main");

    private final Path folder;
    private final Path plugins;

    private Installation(Path folder, Path plugins) {
        this.folder = folder;
        this.plugins = plugins;
    }

    /** Installs both in an empty folder. */
    static Installation in(Path folder) throws Exception {
        Path app = Files.createDirectory(folder.resolve("app"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.copy(DISTRIBUTION.resolve("bin/codex-runner"), bin.resolve("codex-runner"));
        for (String script : List.of("java.sh", "start.sh")) {
            Files.copy(DISTRIBUTION.resolve("sh").resolve(script), app.resolve(script));
        }

        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        // As the command's own jar names its libraries.
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toAbsolutePath())
                                .map(entry -> entry.toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream jar = Files.newOutputStream(app.resolve("codex-runner.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
        build(PLUGIN, folder.resolve("classes"), plugins.resolve("webhook.jar"));
        Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(plugins.resolve("webhook.jar"), PosixFilePermissions.fromString("rw-r--r--"));
        return new Installation(folder, plugins);
    }

    /** Compiles an example and packs it, with its resources. */
    private static void build(Path example, Path classes, Path jar) throws IOException {
        List<String> compiler = new ArrayList<>(List.of("--release=17", "-d", classes.toString()));
        compiler.addAll(List.of("-cp", System.getProperty("java.class.path")));
        try (Stream<Path> sources = Files.walk(example.resolve("java"))) {
            sources.filter(file -> file.toString().endsWith(".java")).forEach(file -> compiler.add(file.toString()));
        }
        call("javac", compiler);
        call(
                "jar",
                List.of(
                        "--create",
                        "--file=" + jar,
                        "-C",
                        classes.toString(),
                        ".",
                        "-C",
                        example.resolve("resources").toString(),
                        "."));
    }

    private static void call(String tool, List<String> arguments) {
        int code = ToolProvider.findFirst(tool)
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(tool + " ended with " + code);
        }
    }

    /** The folder that holds the plugin's jar. */
    Path plugins() {
        return plugins;
    }

    /** Runs the command in a folder, with no other variables than these. */
    Ran run(Path where, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", folder.resolve("bin/codex-runner").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            if (!process.waitFor(100, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it did not end: " + read(out) + read(err));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** What came of a command. */
    record Ran(int exitCode, String out, String err) {}
}
