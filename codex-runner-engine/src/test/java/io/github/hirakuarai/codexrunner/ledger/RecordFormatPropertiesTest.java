package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whoever may push may write records: what counts is what a runner would have written under that name. */
class RecordFormatPropertiesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final LedgerRecord RECORD = LedgerTest.onIssue(774)
            .running(7L)
            .withLinks(List.of(new Link("pull_request", "octo/app#9", URI.create("https://example.org/octo/app/9"))))
            .ended(Result.SUCCESS, null)
            .stamped("nonce", LedgerTest.onIssue(774).at());
    private static final BriefRef NAME = new BriefRef(RECORD.issue(), RECORD.key());

    @Test
    void whatARunnerWroteCounts() {
        assertThat(read(NAME, RecordFormat.write(RECORD))).contains(RECORD);
    }

    @Test
    void aRenamedRepositoryChangesNothing() {
        String renamed = RecordFormat.write(RECORD).replace("octo/app#774", "octo/renamed#774");

        assertThat(read(NAME, renamed)).map(LedgerRecord::key).contains(RECORD.key());
    }

    @Property(tries = 2_000)
    void aMutatedRecordCountsOnlyAsTheBriefThatItsRefNames(@ForAll("mutated") String text) {
        read(NAME, text).ifPresent(RecordFormatPropertiesTest::requireHarmless);
    }

    @Property
    void randomTextIsNoRecord(@ForAll String text) {
        assertThat(read(NAME, text)).isEmpty();
    }

    @Property
    void aRecordCountsUnderItsOwnNameAlone(@ForAll long repository, @ForAll int number, @ForAll boolean otherKey) {
        IssueRef issue = new IssueRef(Math.abs(repository % 1_000_000), 1 + Math.abs(number % 1_000_000));
        BriefKey key = otherKey ? LedgerTest.onIssue(775).key() : RECORD.key();
        BriefRef name = new BriefRef(issue, key);

        assertThat(read(name, RecordFormat.write(RECORD)).isPresent()).isEqualTo(name.equals(NAME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "//example.org",
                "https:opaque",
                "https://user:secret@example.org/"
            })
    void aLinkThatLeadsToNoWebPageIsNotARunners(String url) {
        String text = RecordFormat.write(RECORD).replace("https://example.org/octo/app/9", url);

        assertThat(read(NAME, text)).isEmpty();
    }

    private static void requireHarmless(LedgerRecord record) {
        assertThat(record.key()).isEqualTo(NAME.key());
        assertThat(record.issue()).isEqualTo(NAME.issue());
        assertThat(record.links()).allSatisfy(link -> {
            assertThat(link.url().getScheme()).isIn("http", "https");
            assertThat(link.url().getHost()).isNotNull();
        });
        assertThat(record.lease()).isBetween(Duration.ofNanos(1), Duration.ofDays(366));
        assertThat(record.branch() == null || record.branch().matches("codex/[0-9a-z-]+"))
                .isTrue();
        assertThat(record.statusComment() == null || record.statusComment() > 0).isTrue();
        assertThat(record.state().terminal()).isEqualTo(record.result() != null);
        assertThat(record.spentCommands()).noneMatch(command -> command.contains("\n"));
        assertThat(record.request() == null || record.request().author().login().matches("[^\\p{Cntrl}]+"))
                .isTrue();
    }

    @Test
    void aRecordThatDoesNotSayWhoAskedCountsToo() {
        ObjectNode former = (ObjectNode) JSON.readTree(RecordFormat.write(RECORD));
        former.remove("request");

        assertThat(read(NAME, former.toString())).map(LedgerRecord::state).contains(RECORD.state());
    }

    private static Optional<LedgerRecord> read(BriefRef name, String text) {
        try {
            return Optional.of(RecordFormat.read(name, text));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> mutated() {
        ObjectNode record = (ObjectNode) JSON.readTree(RecordFormat.write(RECORD));
        List<String> keys = new ArrayList<>(record.propertyNames());
        keys.addAll(List.of("result", "failure", "branch", "statusComment", "request"));
        Arbitrary<JsonNode> values = Arbitraries.oneOf(
                Arbitraries.of(
                                "\"octo/other#774\"",
                                "\"octo/app#775\"",
                                "\"octo/app#774-c5\"",
                                "\"octo/app#774/2\"",
                                "\"example.org/2/body/774/1\"",
                                "\"example.org/1/body/1/1\"",
                                "\"evil.example/1/body/774/1\"",
                                "\"example.org/1/c/774/1\"",
                                "\"RUNNING\"",
                                "\"NEW\"",
                                "\"failure\"",
                                "\"success\"",
                                "\"main\"",
                                "\"codex/../main\"",
                                "\"PT-1S\"",
                                "\"PT1S\"",
                                "\"PT99999999H\"",
                                "\"a\\nb\"",
                                "[\"a\\u0000\"]",
                                "[{\"kind\":\"k\",\"text\":\"t\",\"url\":\"javascript:x\"}]",
                                "[{\"kind\":\"k\",\"text\":\"t\",\"url\":\"http://[\"}]",
                                "{\"author\":{\"id\":1,\"login\":\"a\\nb\",\"bot\":false}}",
                                "{\"lane\":7,\"author\":{\"id\":1,\"login\":\"a\",\"bot\":false}}",
                                "{\"author\":{\"id\":1,\"login\":\"a\",\"bot\":\"no\"}}",
                                "null",
                                "{}",
                                "[]",
                                "-1",
                                "0",
                                "1.5",
                                "9223372036854775808",
                                "true")
                        .map(JSON::readTree),
                Arbitraries.integers().map(number -> JSON.readTree(Integer.toString(number))),
                Arbitraries.strings().map(text -> JSON.valueToTree(text)));
        return Arbitraries.maps(Arbitraries.of(keys), values)
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(changes -> {
                    ObjectNode copy = record.deepCopy();
                    changes.forEach(copy::set);
                    return copy.toString();
                });
    }
}
