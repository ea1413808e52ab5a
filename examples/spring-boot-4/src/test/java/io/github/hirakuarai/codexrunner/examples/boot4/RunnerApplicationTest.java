package io.github.hirakuarai.codexrunner.examples.boot4;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.examples.boot4.RunnerApplication.Variables;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The application runs a brief against a forge on a loopback port. */
class RunnerApplicationTest {

    @TempDir
    private Path folder;

    @Test
    void aBriefIsRunAndItsResultIsShown() throws Exception {
        try (Devbox devbox = Devbox.in(folder.toRealPath())) {
            int issue = devbox.issue(devbox.brief("echo hello > out.txt", "- {type: report}\n"));
            try (ConfigurableApplicationContext application = start(devbox)) {
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> devbox.isDone(issue));
                URI results = URI.create("http://localhost:"
                        + application.getEnvironment().getProperty("local.server.port") + "/results");
                Awaitility.await()
                        .untilAsserted(() -> assertThat(get(results))
                                .isEqualTo("{\"" + Devbox.REPOSITORY + "#" + issue + "\":\"success\"}"));
            }
        }
    }

    @Test
    void whatRunsWhenItStopsIsCancelledAndReported() throws Exception {
        Path begun = folder.toRealPath().resolve("begun");
        try (Devbox devbox = Devbox.in(folder.toRealPath())) {
            int issue = devbox.issue(devbox.brief("touch " + begun + " && sleep 600", "- {type: report}\n"));
            try (ConfigurableApplicationContext application = start(devbox)) {
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));
                assertThat(application.isRunning()).isTrue();
            }
            assertThat(devbox.forge().look(Devbox.REPOSITORY).comments(issue))
                    .anySatisfy(comment -> assertThat(comment.body()).contains("the runner is closed"));
        }
    }

    private static ConfigurableApplicationContext start(Devbox devbox) {
        return new SpringApplicationBuilder(RunnerApplication.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(
                                "devbox",
                                Variables.class,
                                () -> new Variables(devbox.environment()),
                                bean -> bean.setPrimary(true)))
                .run(
                        "--server.port=0",
                        "--codex-runner.configuration=" + devbox.configuration(),
                        "--codex-runner.interval=500ms");
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
