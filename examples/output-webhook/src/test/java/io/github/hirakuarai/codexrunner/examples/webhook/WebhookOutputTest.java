package io.github.hirakuarai.codexrunner.examples.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.brief.BriefSchema;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin in a runner, against a real forge. */
@Timeout(120)
class WebhookOutputTest {

    private static final Pattern NO_CODE = Pattern.compile("\\s*(//.*|/?\\*.*|import .*|package .*)?");

    @TempDir
    private Path folder;

    private final Hook hook = new Hook();
    private Devbox devbox;

    @BeforeEach
    void set() throws Exception {
        devbox = Devbox.in(folder.toRealPath());
        devbox.configure("plugins: {webhook: {team: \"" + hook.url() + "\"}}\n");
    }

    @AfterEach
    void end() {
        hook.close();
        devbox.close();
    }

    @Test
    void thePluginIsFoundAndItsSchemaIsInTheBriefs() {
        Plugins plugins = Plugins.find(WebhookOutput.class.getClassLoader());

        assertThat(plugins.list()).anySatisfy(plugin -> {
            assertThat(plugin.kind()).isEqualTo("output");
            assertThat(plugin.id()).isEqualTo("webhook");
        });
        assertThat(BriefSchema.text(plugins.outputs().values())).contains("output-webhook", "plugins.webhook");
    }

    @Test
    void aBriefIsPlannedThenDeliveredOnce() {
        int issue = devbox.issue(brief("team"));

        Evaluation planned = survey();
        assertThat(planned.decision()).isInstanceOf(Decision.Run.class);
        assertThat(planned.plan().orElseThrow().outputs()).containsExactly("post to the webhook of 127.0.0.1");
        assertThat(hook.posted()).isEmpty();

        run();
        run();

        assertThat(devbox.isDone(issue)).isTrue();
        assertThat(hook.posted()).containsExactly("{\"text\":\"it is done\"}");
    }

    @Test
    void aHookThatIsNotConfiguredFailsTheBriefBeforeItsSteps() {
        devbox.issue(brief("other"));

        Failure failure = failure(run());

        assertThat(failure.code()).isEqualTo("OUTPUT_IMPOSSIBLE");
        assertThat(failure.message()).isEqualTo("no https webhook is configured as other");
        assertThat(folder.resolve("app/out.txt")).doesNotExist();
    }

    @Test
    void aRetryOfABriefWhoseOutputIsImpossibleIsAnsweredOnceAndSpent() {
        int issue = devbox.issue(brief("other"));
        run();
        devbox.forge().as("alice").comment(Devbox.REPOSITORY, issue, "/codex retry");

        Failure failure = failure(run());

        assertThat(failure.code()).isEqualTo("OUTPUT_IMPOSSIBLE");
        assertThat(devbox.forge().look(Devbox.REPOSITORY).comments(issue))
                .filteredOn(comment -> comment.body().equals("/codex retry"))
                .singleElement()
                .satisfies(command -> assertThat(command.reactions()).containsExactly("eyes"));
        assertThat(run().ended()).as("a command counts once").isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.org/x",
                "http://127.0.0.1.example.org/x",
                "http://localhost@example.org/x",
                "ftp://127.0.0.1/x",
                "file:///etc/passwd",
                "https:team"
            })
    void onlyHttpsIsSpokenButToThisMachine(String url) {
        devbox.configure("plugins: {webhook: {team: \"" + url + "\"}}\n");
        devbox.issue(brief("team"));

        assertThat(failure(run()).code()).isEqualTo("OUTPUT_IMPOSSIBLE");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 307, 500})
    void whatTheHookDoesNotTakeFailsTheBriefAndGoesNowhereElse(int status) {
        hook.answerWith(status);
        devbox.issue(brief("team"));

        Failure failure = failure(run());

        assertThat(failure.code()).isEqualTo("WEBHOOK_REFUSED");
        assertThat(failure.message()).isEqualTo("the webhook answered " + status);
        assertThat(hook.posted()).hasSize(1);
    }

    @Test
    void aHookThatIsNotThereFailsTheBrief() {
        devbox.configure("plugins: {webhook: {team: \"" + hook.url() + "-gone\"}}\n");
        devbox.issue(brief("team"));

        assertThat(failure(run()).message()).isEqualTo("the webhook answered 404");
        assertThat(hook.posted()).isEmpty();
    }

    @Test
    void itsSourceIsAtMostSixtyLines() throws Exception {
        Path source = Path.of("src/main/java", WebhookOutput.class.getName().replace('.', '/') + ".java");

        assertThat(Files.readAllLines(source))
                .filteredOn(line -> !NO_CODE.matcher(line).matches())
                .hasSizeLessThanOrEqualTo(60);
    }

    private String brief(String name) {
        return devbox.brief("echo hello > out.txt", "- {type: webhook, hook: " + name + ", text: it is done}\n");
    }

    private Evaluation survey() {
        try (ReadOnlyRunner runner = builder().buildReadOnly()) {
            return runner.survey(Selection.ALL).get(0);
        }
    }

    private Outcome run() {
        try (Runner runner = builder().build()) {
            return runner.run(Selection.ALL).get(0);
        }
    }

    private RunnerBuilder builder() {
        return Runner.builder().environment(devbox.environment()).configuration(devbox.configuration());
    }

    private static Failure failure(Outcome outcome) {
        return Objects.requireNonNull(Objects.requireNonNull(outcome.ended()).failure());
    }
}
