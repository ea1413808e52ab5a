package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryPluginContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every {@link OutputHandler} must do. A handler's own test extends this class, gives the factory and the fields of an
 * output, and says what the world outside has seen of it; one whose outputs have a commit gives the pushed branch, too.
 */
@Timeout(60)
public abstract class OutputHandlerContract {

    /** A text that stands in a configured secret's place: it must never be seen outside. */
    protected static final String SECRET = InMemoryPluginContext.SECRET;

    @TempDir
    private Path folder;

    private @Nullable PublishedBranch branch;

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

    /**
     * Takes away what an output is delivered to, so that the other side answers that it is not there, as a web server does with 404.
     *
     * @return false where nothing can be taken away
     */
    protected boolean withdraw() {
        return false;
    }

    /**
     * What a file holds when the steps have ended, and the output may read it. By itself, each holds what is to be published. An
     * output that adds to a file of the repository says here what stands there before.
     *
     * @param path as the output asks for it
     * @param text what is to be published
     * @return null for a file that is not there
     */
    protected @Nullable String written(String path, String text) {
        return text;
    }

    /** Everything that the world outside has been sent so far, one entry a write. */
    protected abstract List<String> published();

    /**
     * Pushes the run's branch, as the runner does before it calls {@link OutputHandler#deliver}. Called once in each test that
     * delivers an output whose plan has a commit.
     *
     * @param name the branch's name
     * @param plan what the output adds to it
     * @param files what the output brings itself
     */
    protected PublishedBranch push(String name, CommitPlan plan, List<BranchFile> files) {
        throw new AssertionError("the plan has a commit: override push(), and return the branch with that commit");
    }

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
            for (String text : List.of(SECRET, SECRET + "\\nand more")) {
                // Fields of one line take no other.
                read(text).ifPresent(brief -> {
                    OutputPlan plan = handler.plan(request(brief));

                    assertThat(plan.summary()).isNotBlank().doesNotContain(SECRET);
                    assertThat(plan.summary().chars()).noneMatch(Character::isISOControl);
                });
            }
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
    protected void itsLinksLeadToWebPages() {
        try (OutputHandler handler = open()) {
            assertThat(handler.deliver(delivery("hello", Fence.OPEN)).links())
                    .allSatisfy(link -> assertThat(Link.isWebPage(link.url()))
                            .as("%s", link.url())
                            .isTrue());
        }
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
        OutputDelivery delivery = delivery("hello", lost);
        List<String> before = List.copyOf(published());
        try (OutputHandler handler = open()) {
            Throwable thrown = catchThrowable(() -> handler.deliver(delivery));

            assertThat(published()).isEqualTo(before);
            handler.deliver(delivery("hello", Fence.OPEN));
            if (!published().equals(before)) {
                assertThat(thrown).isInstanceOf(RunnerException.class).hasMessage("the claim is gone");
            }
        }
    }

    @Test
    protected void whatIsNotThereIsItsFailure() {
        OutputDelivery delivery = delivery("hello", Fence.OPEN);
        assumeTrue(withdraw(), "nothing can be taken away");
        try (OutputHandler handler = open()) {
            assertThat(catchThrowable(() -> handler.deliver(delivery)))
                    .isInstanceOf(RunnerException.class)
                    .satisfies(thrown -> assertThat(thrown.getMessage()).isNotBlank());
        }
        assertThat(published()).isEmpty();
    }

    @Test
    protected void filesThatItBringsAreTheSameEachTimeAndPublishNothing() {
        try (OutputHandler handler = open()) {
            List<BranchFile> files = handler.files(request("hello"), files("hello"));

            assertThat(handler.files(request("hello"), files("hello"))).isEqualTo(files);
            assertThat(files).extracting(BranchFile::path).doesNotHaveDuplicates();
            if (handler.plan(request("hello")).commit() == null) {
                assertThat(files)
                        .as("files without a commit in the plan are never published")
                        .isEmpty();
            }
        }
        assertThat(published()).isEmpty();
    }

    @Test
    protected void filesThatItBringsStandInTheRepository() {
        try (OutputHandler handler = open()) {
            assertThat(handler.files(request("hello"), files("hello")))
                    .extracting(BranchFile::path)
                    .allSatisfy(path -> assertThat(path.split("/", -1)).as(path).doesNotContain("", ".", "..", ".git"));
        }
    }

    @Test
    protected void filesThatItBringsHoldNoSecret() {
        try (OutputHandler handler = open()) {
            assertThat(handler.files(request("the key is " + SECRET), files("the key is " + SECRET)))
                    .allSatisfy(file -> assertThat(file.path() + new String(file.content(), StandardCharsets.UTF_8))
                            .doesNotContain(SECRET));
        }
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
        OutputRequest request = request(text);
        if (branch == null) {
            try (OutputHandler handler = open()) {
                CommitPlan plan = handler.plan(request).commit();
                branch = plan == null ? null : push(request.branch(), plan, handler.files(request, files(text)));
            }
        }
        return new OutputDelivery(request, files(text), branch, fence);
    }

    private OutputFiles files(String text) {
        return (path, limit) -> {
            String written = written(path, text);
            if (written == null) {
                throw new RunnerException(ErrorCode.NOT_FOUND, "no file " + path);
            }
            return written.getBytes(StandardCharsets.UTF_8);
        };
    }

    private OutputRequest request(String text) {
        return request(brief(text));
    }

    private static OutputRequest request(Brief brief) {
        RepositoryName repository = new RepositoryName("octo", "app");
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
        Optional<Brief> brief = read(text);
        assertThat(brief).as("a brief with the output {%s}", fields(text)).isPresent();
        return brief.orElseThrow();
    }

    private Optional<Brief> read(String text) {
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
        return reading instanceof BriefReading.Valid valid ? Optional.of(valid.brief()) : Optional.empty();
    }
}
