package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C closes a runner on a thread of its own, and ends the process then, while the command closes it too. */
@Timeout(120)
class ClosedTwiceTest {

    @TempDir
    private Path folder;

    @Test
    void whoeverClosesARunnerFindsNothingLeftOfIt() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (Scene scene = Scene.in(Files.createDirectory(folder.resolve("scene")))) {
            ReadOnlyRunner runner = Runner.builder(
                            new ConfigReader(scene.environment, "host", Clock.systemUTC()).read(scene.configuration))
                    .environment(scene.environment)
                    .temporary(temporary)
                    .buildReadOnly();
            // So many that to delete them takes a while.
            Path own = left(temporary).get(0);
            for (int n = 0; n < 5_000; n++) {
                Files.createFile(own.resolve("file" + n));
            }
            CyclicBarrier together = new CyclicBarrier(2);
            List<CompletableFuture<List<Path>>> closings = Stream.of(1, 2)
                    .map(n -> CompletableFuture.supplyAsync(() -> {
                        try {
                            together.await(60, TimeUnit.SECONDS);
                            runner.close();
                            return left(temporary);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }))
                    .toList();

            assertThat(closings)
                    .allSatisfy(closing -> assertThat(closing.join()).isEmpty());
        }
    }

    private static List<Path> left(Path temporary) throws Exception {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        }
    }
}
