package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryBriefSource;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the terminal and the service show of a plugin that fails. */
@Timeout(120)
class PluginFaultsTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"leak", "refuse"})
    void oneBriefsPluginFailsThatBriefAloneAndShowsNoToken(String how) throws Exception {
        scene.configure("plugins: {faulty: {how: " + how + "}}\n");
        scene.issue(scene.brief("true", "  - type: faulty\n"));
        int sound = scene.issue(scene.brief("echo hello > out.txt"));

        String said = run("run", "--execute");

        assertThat(said)
                .contains("the output plugin 'faulty'")
                .doesNotContain(scene.environment.get("GITHUB_TOKEN"), "\tat ");
        assertThat(scene.look().issue(sound).orElseThrow().labels()).contains("codex:done");
    }

    @Test
    void verboseShowsTheTraceOnceAndMasked() throws Exception {
        scene.configure("plugins: {faulty: {how: leak}}\n");
        scene.issue(scene.brief("true", "  - type: faulty\n"));

        String said = run("run", "--execute", "-v");

        assertThat(said).contains("\tat ").doesNotContain(scene.environment.get("GITHUB_TOKEN"));
        assertThat(said.split("IllegalStateException: no answer to \\*\\*\\*\n\tat ", -1))
                .hasSize(2);
    }

    @Test
    void aServiceWaitsForASourceThatFailsWhileItRuns() throws Exception {
        scene.configure("source: vanishing\nwatch: {interval: 1s}\n");
        Path mark = scene.folder.resolve("vanished");
        try (RunnerProcess watch = RunnerProcess.startWith(services(), scene, "watch")) {
            Until.holds(watch, () -> Files.exists(scene.folder.resolve("asked")));
            Files.createFile(mark);
            Until.holds(watch, () -> watch.output().contains("the source plugin 'vanishing': the folder is gone"));
            Files.delete(mark);
            Files.delete(scene.folder.resolve("asked"));
            Until.holds(watch, () -> Files.exists(scene.folder.resolve("asked")));
            watch.signal("TERM");

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void aSourceThatFailsFromTheStartEndsTheService() throws Exception {
        scene.configure("source: vanishing\nwatch: {interval: 1s}\n");
        Files.createFile(scene.folder.resolve("vanished"));

        try (RunnerProcess watch = RunnerProcess.startWith(services(), scene, "watch")) {
            assertThat(watch.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(watch.output()).contains("the source plugin 'vanishing': the folder is gone");
        }
    }

    @Test
    void doctorAsksTheSourceAndNamesThePluginsThatARunUses() throws Exception {
        scene.configure("source: vanishing\nplugins: {faulty: {how: refuse}}\n");
        try (RunnerProcess sound = RunnerProcess.startWith(services(), scene, "doctor")) {
            sound.exitCode();
            assertThat(sound.output()).containsPattern("ok +source vanishing +version unknown in .*lists 0 documents");
        }
        Files.createFile(scene.folder.resolve("vanished"));
        try (RunnerProcess doctor = RunnerProcess.startWith(services(), scene, "doctor")) {
            assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(ExitCode.USAGE);
            assertThat(doctor.output())
                    .containsPattern("fail +source vanishing +the source plugin 'vanishing': the folder is gone")
                    .containsPattern("fail +output faulty +the output plugin 'faulty'");
        }
    }

    private String run(String... arguments) throws Exception {
        try (RunnerProcess process = RunnerProcess.startWith(services(), scene, arguments)) {
            process.exitCode();
            return process.output();
        }
    }

    /** With the classes that they name. */
    private String services() throws Exception {
        Path place = scene.folder.resolve("plugins");
        Path services = Files.createDirectories(place.resolve("META-INF/services"));
        Files.writeString(services.resolve(OutputHandlerFactory.class.getName()), Faulty.class.getName());
        Files.writeString(services.resolve(BriefSourceFactory.class.getName()), Vanishing.class.getName());
        return String.join(
                File.pathSeparator, place.toString(), place(PluginFaultsTest.class), place(InMemoryBriefSource.class));
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** An output that cannot be opened. */
    public static final class Faulty implements OutputHandlerFactory {
        @Override
        public String id() {
            return "faulty";
        }

        @Override
        public String schema() {
            return "{\"type\": \"object\"}";
        }

        @Override
        public OutputHandler open(PluginContext context) {
            String message = "no answer to " + context.environment().get("GITHUB_TOKEN");
            if (context.settings().text("plugins.faulty.how").orElseThrow().equals("leak")) {
                throw new IllegalStateException(message, new IOException(message));
            }
            throw new RunnerException(ErrorCode.CONFIGURATION, message);
        }
    }

    /** A source of nothing, which fails while there is a file. */
    public static final class Vanishing implements BriefSourceFactory {
        @Override
        public String id() {
            return "vanishing";
        }

        @Override
        public BriefSource open(PluginContext context) {
            BriefSource sound = new InMemoryBriefSource();
            Path home = Path.of(context.environment().get("HOME"));
            return (BriefSource) Proxy.newProxyInstance(
                    BriefSource.class.getClassLoader(), new Class<?>[] {BriefSource.class}, (proxy, method, args) -> {
                        if (method.getName().equals("documents")) {
                            if (Files.exists(home.resolve("vanished"))) {
                                throw new RunnerException(ErrorCode.STORAGE, "the folder is gone");
                            }
                            Files.writeString(home.resolve("asked"), "");
                        }
                        try {
                            return method.invoke(sound, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
