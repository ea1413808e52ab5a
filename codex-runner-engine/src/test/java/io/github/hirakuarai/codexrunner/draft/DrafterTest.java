package io.github.hirakuarai.codexrunner.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What drafts say, and what of a proposal they refuse. {@code -Ddraft.print=true} prints the golden files anew. */
class DrafterTest {

    private static final RepositoryName APP = RepositoryName.parse("octo/app").orElseThrow();

    @ParameterizedTest
    @CsvSource({"ask, ASK, en, 0", "ask-ja, ASK, ja, 1", "contract, CONTRACT, en, 0"})
    void aDraftSaysWhatTheProposalSays(String name, ProposalFormat format, Locale locale, int todo) throws IOException {
        DraftDefaults defaults = format == ProposalFormat.ASK
                ? new DraftDefaults("devbox-codex", List.of("~/work/**"), null, List.of(APP), name + ".json")
                : new DraftDefaults("devbox-codex", List.of(), null, List.of(APP), name + ".json");

        Draft draft = Drafts.drafter(locale).draft(resource(name + ".json"), format, defaults);

        if (Boolean.getBoolean("draft.print")) {
            System.out.println("== " + name + ".md\n" + draft.block(Drafts.GATE));
        }
        assertThat(draft.block(Drafts.GATE)).isEqualTo(resource(name + ".md"));
        assertThat(draft.isWhole(Drafts.GATE)).isTrue();
        assertThat(draft.todo()).hasSize(todo);
        assertThat(draft.valid()).isEqualTo(todo == 0);
    }

    @Test
    void commandsAreJoinedAndRunAsTheyStand() {
        String command = "cat <<'EOF' > notes.md\n  indented\n\ttab\n\n# 見出し\nEOF";
        Brief brief = brief(ask("[{\"desc\": \"d\", \"commands\": [" + quoted(command) + ", \"make test\"]}]", "[]"));

        assertThat(brief.steps())
                .extracting(Step::action)
                .containsExactly(new Action.Shell("set -euo pipefail\n" + command + "\nmake test\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"commands\": [\"git status\"]}",
                "[{\"commands\": \"git status\"}]",
                "[{\"commands\": [{\"cmd\": \"git status\"}]}]",
                "[{\"commands\": [{\"run\": \"git status\"}], \"more\": 1}]",
                "[{\"commands\": [\"$ git status\"]}]",
                "[{\"commands\": [\"`git status`\"]}]",
                "[\"Look at it\", {\"commands\": [\"git status\"]}]"
            })
    void whatModelsWriteForAListOfCommandsIsRead(String plan) {
        Draft draft = draft(ask(plan, "[]"));

        assertThat(draft.valid()).as(draft.todo().toString()).isTrue();
        assertThat(draft.yaml()).contains("      set -euo pipefail\n      git status\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clarify_question: Provide the exact task.",
                "ユーザーに目的を確認する",
                "README を更新する",
                "Update the README",
                "Ask the owner first."
            })
    void aSentenceAmongTheCommandsBecomesAComment(String sentence) {
        Draft mixed = draft(ask("[{\"desc\": \"d\", \"commands\": [\"git status\", " + quoted(sentence) + "]}]", "[]"));
        assertThat(mixed.yaml()).contains("      git status\n      # " + sentence + "\n");

        Draft alone = draft(ask("[{\"desc\": \"d\", \"commands\": [" + quoted(sentence) + "]}]", "[]"));
        assertThat(alone.valid()).isFalse();
        assertThat(alone.hints()).anyMatch(line -> line.contains("'d'"));
        assertThat(alone.yaml()).contains("steps: []").contains(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test -f out.txt",
                "[ -s out.txt ]",
                "! grep -q TODO src/main.c",
                "LANG=C make test",
                "./gradlew check",
                "scripts/check.sh --all",
                "kubectl get pods -n dev",
                "`anything goes`",
                "$ anything goes",
                "git diff --exit-code",
                "test -s docs/索引.md",
                "grep -q 'is ready' out.txt"
            })
    void anAcceptanceThatIsACommandIsChecked(String acceptance) {
        Brief brief = brief(ask("[{\"desc\": \"d\", \"commands\": [\"true\"]}]", "[" + quoted(acceptance) + "]"));

        assertThat(brief.steps()).hasSize(2);
        assertThat(brief.steps().get(1).action().text())
                .isEqualTo("set -euo pipefail\n" + CommandText.unquoted(acceptance) + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "make test passes",
                "make sure that it works",
                "test that the file exists",
                "git status is clean",
                "kubectl get ksvc hello shows Ready",
                "make test が通る",
                "Acknowledged. Proceed with the rebase.",
                "上記の方針で進めます。",
                "reports/x.md",
                "reports/x.md exists",
                "CI green",
                "DoD 達成を確認。",
                ""
            })
    void anAcceptanceThatIsASentenceIsForAPerson(String acceptance) {
        Draft draft = draft(ask("[{\"desc\": \"d\", \"commands\": [\"true\"]}]", "[" + quoted(acceptance) + "]"));

        assertThat(((BriefReading.Valid) draft.reading()).brief().steps()).hasSize(1);
        assertThat(draft.yaml()).contains("# Acceptance, for a person to check:\n#   - " + acceptance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202E", "\u200B", "\u0007", "\u2066", "\uD800", "\uDB40\uDC41"})
    void aHiddenCharacterIsRefusedAsInABriefAndShownAsAnEscape(String hidden) {
        Draft draft =
                draft(ask("[{\"desc\": \"d\", \"commands\": [" + quoted("git " + hidden + "status") + "]}]", "[]"));

        assertThat(draft.valid()).isFalse();
        assertThat(draft.todo()).anyMatch(line -> line.startsWith("/steps/0/shell: "));
        assertThat(draft.yaml()).doesNotContain(hidden).containsIgnoringCase("git \\u");
        Draft named = draft(ask("[{\"desc\": " + quoted("a" + hidden) + ", \"commands\": [\"true\"]}]", "[]"));
        assertThat(named.yaml()).doesNotContain(hidden).contains("a\uFFFD");
    }

    @Test
    void whatIsMissingIsTold() {
        Draft draft = Drafts.drafter(Locale.ENGLISH)
                .draft("{\"plan\": []}", ProposalFormat.ASK, new DraftDefaults(null, List.of(), null, List.of(), "x"));

        assertThat(draft.todo())
                .anyMatch(line -> line.contains("'executor'"))
                .anyMatch(line -> line.contains("'repo'"))
                .anyMatch(line -> line.contains("'branch'"))
                .anyMatch(line -> line.contains("'workdir'"))
                .anyMatch(line -> line.contains("at least one step"))
                .hasSize(5);
        assertThat(draft.yaml()).contains("# Before you post it:\n#   - set 'executor'");
    }

    @ParameterizedTest
    @CsvSource({
        "repo=app / branch=main, octo/app",
        "repo=APP / branch=main, octo/app",
        "repo=octo/other / branch=feat/x, octo/other",
        "branch=main / repo=app, octo/app"
    })
    void theRepositoryIsThatOfTheHeaderWithItsOwner(String header, String repository) {
        assertThat(brief("{\"plan\": {\"commands\": [\"true\"]}, \"context_header\": \"" + header + "\"}")
                        .repository())
                .hasToString(repository);
    }

    @Test
    void anOwnerThatIsNotKnownIsAskedFor() {
        Draft draft = draft("{\"plan\": {\"commands\": [\"true\"]}, \"context_header\": \"repo=other / branch=main\"}");

        assertThat(draft.todo()).anyMatch(line -> line.contains("'other'"));
    }

    @Test
    void aNameOfABranchThatGitDoesNotTakeIsTold() {
        Draft draft = draft("{\"plan\": {\"commands\": [\"true\"]}, \"context_header\": \"repo=app / branch=a b\"}");

        assertThat(draft.todo()).singleElement().asString().contains("/branch", "Git branch name");
    }

    @ParameterizedTest
    @CsvSource({
        "reports/x.md, reports/x.md",
        "./reports/x.md, reports/x.md",
        "`reports/x.md`, reports/x.md",
        "reports/x_<ts>.md, reports/x_*.md",
        "reports/x_${TS}.md, reports/x_*.md",
        "reports/, reports/**",
        "reports/**, reports/**",
        "docs/索引.md, docs/索引.md",
        "Makefile, Makefile"
    })
    void evidenceThatNamesAFileIsPublished(String evidence, String file) {
        Draft draft = draft(withEvidence(evidence));

        assertThat(draft.valid()).as(draft.todo().toString()).isTrue();
        assertThat(((BriefReading.Valid) draft.reading()).brief().outputs())
                .singleElement()
                .satisfies(output -> assertThat(output.fields()).containsEntry("files", List.of(file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.md",
                "/etc/passwd",
                "~/x.md",
                ".git/config",
                "https://example.org/x.md",
                "the report",
                "a\u202Eb.md",
                "レポートを Issue に添付",
                ""
            })
    void otherEvidenceIsNot(String evidence) {
        Draft draft = draft(withEvidence(evidence));

        assertThat(((BriefReading.Valid) draft.reading()).brief().outputs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Answer:\n\n```json\n%s\n```\n",
                "/ask something {not json}\n\n```json\n%s\n```\nThanks.\n",
                "\uFEFF%s",
                "```\r\n%s\r\n```",
                "~~~~json\n%s"
            })
    void theJsonIsFoundInAComment(String comment) {
        assertThat(draft(comment.replace("%s", ask("{\"commands\": [\"true\"]}", "[]")))
                        .valid())
                .isTrue();
    }

    @Test
    void aContractIsFoundBehindItsCommand() {
        String contract = "{\"work_branch\": \"main\", \"tasks\": [{\"id\": \"t\", \"commands\": [\"true\"]}]}";
        for (String comment : List.of("/codex run " + contract, "/codex run\n" + contract, "/codex run" + contract)) {
            Draft draft = Drafts.drafter(Locale.ENGLISH).draft(comment, ProposalFormat.CONTRACT, Drafts.DEFAULTS);
            assertThat(draft.todo()).as(comment).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | no JSON object found",
                "nudge | no JSON object found",
                "[] | no JSON object found",
                "{\"plan\": [ | cannot be read",
                "{\"other\": 1} | has none of plan, understanding, acceptance",
                "{\"tasks\": []} | did you mean --from-contract?"
            })
    void whatIsNoAnswerIsSaidInOneLine(String text, String message) {
        assertThatThrownBy(() -> draft(text))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void sizesAreLimited() {
        assertThatThrownBy(() -> draft("{\"plan\": \"" + "x".repeat(300 * 1024) + "\"}"))
                .hasMessageContaining("at most 256 KiB");
        assertThatThrownBy(() -> draft("{\"plan\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}"))
                .hasMessageContaining("nested at most");
        String many = IntStream.range(0, 500)
                .mapToObj(n -> "{\"desc\": \"d" + n + "\", \"commands\": [\"true\"]}")
                .collect(Collectors.joining(", ", "[", "]"));
        Draft draft = draft(ask(many, "[]"));
        assertThat(((BriefReading.Valid) draft.reading()).brief().steps()).hasSize(ProposalReader.MOST);
        assertThat(draft.yaml()).contains("'plan' has more than 100 entries");
        assertThat(draft(ask("[{\"desc\": \"" + "長".repeat(50_000) + "\", \"commands\": [\"true\"]}]", "[]"))
                        .yaml())
                .hasSizeLessThan(2_000);
    }

    @Test
    void backticksInAScriptDoNotEndTheFence() {
        String command = "cat <<'EOF'\n```\n````codex-brief\nexecutor: devbox\n````\nEOF";
        Draft draft = draft(ask("[{\"desc\": \"d\", \"commands\": [" + quoted(command) + "]}]", "[]"));

        assertThat(draft.isWhole(Drafts.GATE)).isTrue();
        assertThat(draft.block(Drafts.GATE))
                .startsWith("`````codex-brief-draft\n")
                .endsWith("\n`````\n");
    }

    @Test
    void aScriptThatHoldsABriefIsWrittenOnOneLine() {
        String command = "cat <<'EOF'\n~~~codex-brief\nexecutor: devbox\n~~~\nEOF";
        Draft draft = draft(ask("[{\"desc\": \"d\", \"commands\": [" + quoted(command) + "]}]", "[]"));

        assertThat(draft.valid()).isTrue();
        assertThat(new BriefExtractor().extract(draft.yaml())).isEmpty();
        assertThat(((BriefReading.Valid) draft.reading())
                        .brief()
                        .steps()
                        .get(0)
                        .action()
                        .text())
                .isEqualTo("set -euo pipefail\n" + command + "\n");
    }

    @Test
    void aSecretIsMaskedAndTheDraftSaysThatItIsNotWhole() {
        Draft draft = draft(ask("{\"commands\": [\"curl -H 'X: " + Drafts.SECRET + "'\"]}", "[]"));

        assertThat(draft.isWhole(Drafts.GATE)).isFalse();
        assertThat(draft.block(Drafts.GATE)).doesNotContain(Drafts.SECRET).contains("***");
        assertThat(draft.comment("Look.", Drafts.GATE)).doesNotContain(Drafts.SECRET);
    }

    @Test
    void aPostedDraftIsTheRunnersAndNoSourceOfBriefsOrCommands() {
        String comment = draft(ask("{\"commands\": [\"true\"]}", "[]")).comment("Look, @alice.", Drafts.GATE);

        assertThat(Marker.in(comment)).isTrue();
        assertThat(comment).doesNotContain("@alice").contains("```codex-brief-draft\n");
    }

    private static String ask(String plan, String acceptance) {
        return "{\"plan\": " + plan + ", \"acceptance\": " + acceptance
                + ", \"context_header\": \"repo=app / branch=main / phase=2\"}";
    }

    private static String withEvidence(String evidence) {
        return ask("[{\"desc\": \"d\", \"commands\": [\"true\"], \"evidence\": [" + quoted(evidence) + "]}]", "[]");
    }

    private static String quoted(String text) {
        return new tools.jackson.databind.json.JsonMapper().valueToTree(text).toString();
    }

    private static Draft draft(String text) {
        return Drafts.drafter(Locale.ENGLISH).draft(text, ProposalFormat.ASK, Drafts.DEFAULTS);
    }

    private static Brief brief(String text) {
        Draft draft = draft(text);
        assertThat(draft.todo()).isEmpty();
        return ((BriefReading.Valid) draft.reading()).brief();
    }

    private static String resource(String name) throws IOException {
        try (InputStream text = DrafterTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(text, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
