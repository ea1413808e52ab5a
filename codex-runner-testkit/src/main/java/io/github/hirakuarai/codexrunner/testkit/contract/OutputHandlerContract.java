package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryPluginContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every {@link OutputHandler} must do that needs no branch. A handler's own test extends this class, gives the factory
 * and the fields of an output, and says what the world outside has seen of it.
 */
@Timeout(60)
public abstract class OutputHandlerContract {

    /** A text that stands in a configured secret's place: it must never be seen outside. */
    protected static final String SECRET = InMemoryPluginContext.SECRET;

    @TempDir
    private Path folder;

    /** For subclasses. */
    protected OutputHandlerContract() {}

    /** The factory, as the service loader makes it. */
    protected abstract OutputHandlerFactory factory();

    /** The configuration that the handler needs, as nested maps. */
    protected Map<String, Object> settings() {
        return Map.of();
    }

    /** The token for the forge that the handler needs; null for none. */
    protected @Nullable String token() {
        return null;
    }

    /**
     * The fields of an output, but for its type, as YAML's flow style has them.
     *
     * @param text what is to be published
     */
    protected abstract String fields(String text);

    /** Everything that the world outside has been sent so far, one entry a write. */
    protected abstract List<String> published();

    @Test
    protected void itsIdIsOneThatABriefCanWrite() {
        assertThat(factory().id())
                .matches("[a-z0-9][a-z0-9-]*")
                .isEqualTo(factory().id());
    }

    @Test
    protected void itsSchemaIsAnObjectSchemaWithoutTheType() {
        JsonNode schema = new JsonMapper().readTree(factory().schema());

        assertThat(schema.path("type").asString("")).isEqualTo("object");
        assertThat(schema.path("properties").isObject()).isTrue();
        assertThat(schema.path("properties").has("type")).isFalse();
        BriefValidator.requireSchema(factory());
    }

    @Test
    protected void itsSchemaStaysTheSame() {
        OutputHandlerFactory factory = factory();
        assertThat(factory.schema()).isEqualTo(factory.schema());
    }

    @Test
    protected void aBriefWithItsFieldsIsValid() {
        assertThat(brief("hello").outputs())
                .singleElement()
                .satisfies(
                        output -> assertThat(output.type()).isEqualTo(factory().id()));
    }

    @Test
    protected void planningPublishesNothing() {
        try (OutputHandler handler = open()) {
            handler.plan(request("hello"));
        }
        assertThat(published()).isEmpty();
    }

    @Test
    protected void aPlanIsOneLineThatHoldsNoSecret() {
        try (OutputHandler handler = open()) {
            OutputPlan plan = handler.plan(request(SECRET + "\\nand more"));

            assertThat(plan.summary()).isNotBlank().doesNotContain(SECRET);
            assertThat(plan.summary().chars()).noneMatch(Character::isISOControl);
        }
    }

    @Test
    protected void planningTwiceGivesTheSame() {
        try (OutputHandler handler = open()) {
            assertThat(handler.plan(request("hello"))).isEqualTo(handler.plan(request("hello")));
        }
    }

    @Test
    protected void whatIsDeliveredIsSeen() {
        try (OutputHandler handler = open()) {
            OutputReceipt receipt = handler.deliver(delivery("hello there", Fence.OPEN));

            assertThat(receipt.links()).doesNotContainNull();
        }
        assertThat(published()).hasSize(1);
        assertThat(published().get(0)).contains("hello there");
    }

    @Test
    protected void whatIsPublishedHasPassedTheGate() {
        try (OutputHandler handler = open()) {
            handler.deliver(delivery("the key is " + SECRET + ", says @everybody", Fence.OPEN));
        }
        assertThat(published())
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).doesNotContain(SECRET).doesNotContain(" @everybody"));
    }

    @Test
    protected void aSecondDeliveryChangesNothingAndAnswersTheSame() {
        try (OutputHandler handler = open()) {
            OutputReceipt first = handler.deliver(delivery("hello", Fence.OPEN));

            assertThat(handler.deliver(delivery("hello", Fence.OPEN))).isEqualTo(first);
        }
        assertThat(published()).hasSize(1);
    }

    @Test
    protected void aSecondDeliveryByAnotherProcessChangesNothingAndAnswersTheSame() {
        OutputReceipt first;
        try (OutputHandler handler = open()) {
            first = handler.deliver(delivery("hello", Fence.OPEN));
        }
        try (OutputHandler handler = open()) {
            assertThat(handler.deliver(delivery("hello", Fence.OPEN))).isEqualTo(first);
        }
        assertThat(published()).hasSize(1);
    }

    @Test
    protected void withoutAClaimNothingIsPublished() {
        Fence lost = () -> {
            throw new RunnerException(ErrorCode.LEASE_LOST, "the claim is gone");
        };
        try (OutputHandler handler = open()) {
            assertThatThrownBy(() -> handler.deliver(delivery("hello", lost)))
                    .isInstanceOf(RunnerException.class)
                    .hasMessage("the claim is gone");
        }
        assertThat(published()).isEmpty();
    }

    @Test
    protected void manyThreadsMayPlanAtOnce() throws Exception {
        try (OutputHandler handler = open()) {
            OutputPlan alone = handler.plan(request("hello"));
            List<OutputPlan> together = Together.ask(16, () -> handler.plan(request("hello")));

            assertThat(together).containsOnly(alone);
        }
    }

    @Test
    protected void closingTwiceIsHarmless() {
        OutputHandler handler = open();
        handler.close();
        handler.close();
    }

    private OutputHandler open() {
        return factory().open(new InMemoryPluginContext(settings(), folder, token()));
    }

    private OutputDelivery delivery(String text, Fence fence) {
        return new OutputDelivery(request(text), (path, limit) -> text.getBytes(StandardCharsets.UTF_8), null, fence);
    }

    private OutputRequest request(String text) {
        RepositoryName repository = new RepositoryName("octo", "app");
        Brief brief = brief(text);
        return new OutputRequest(
                new BriefId(repository, 7, DocumentKind.ISSUE_BODY, 0, 1),
                new BriefKey("ab".repeat(32)),
                brief,
                new Issue(
                        "github.com",
                        1,
                        repository,
                        7,
                        "work",
                        false,
                        true,
                        false,
                        Set.of(),
                        URI.create("https://github.com/octo/app/issues/7")),
                brief.outputs().get(0),
                1,
                "codex/7-body-abababab",
                "main",
                1,
                "");
    }

    private Brief brief(String text) {
        BriefReader reader = new BriefReader(new BriefValidator(Collections.singleton(factory())));
        BriefReading reading = reader.read(
                        BriefBlock.bare("""
                            executor: devbox
                            repo: octo/app
                            branch: main
                            workdir: ~/app
                            steps: [{name: work, shell: "true"}]
                            outputs: [{type: %s, %s}]
                            """.formatted(factory().id(), fields(text))))
                .reading();
        assertThat(reading).isInstanceOf(BriefReading.Valid.class);
        return ((BriefReading.Valid) reading).brief();
    }
}
