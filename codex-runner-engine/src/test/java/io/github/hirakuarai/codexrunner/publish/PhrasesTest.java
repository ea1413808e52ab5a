package io.github.hirakuarai.codexrunner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Japanese readers are told everything in Japanese; only what a server said stays as it was. */
class PhrasesTest {

    /** Three words of prose in a row. */
    private static final Pattern ENGLISH = Pattern.compile("\\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\\b");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "this runner has no lane devbx; did you mean devbox?|このランナーに lane devbx はありません。devbox の誤りではありませんか",
                "the lane box does not allow outputs of type pr; it allows [report]|"
                        + "lane box は種類 pr の output を許可していません。許可しているのは [report] です",
                "cancelled in step 2 (make $1): alice cancelled it|step 2（make $1）の途中で取り消されました：alice が取り消しました",
                "'limits.stepTimeout' must be a string, not the number 5|"
                        + "'limits.stepTimeout' は文字列でなければなりません（数値 5 になっています）",
                "the lane box does not allow changes of workflows: ci.yml|lane box はワークフローの変更を許可していません：ci.yml",
                "push that branch, or name another base|そのブランチをプッシュするか、別の base を指定してください"
            })
    void aMessageIsSaidWithItsValues(String english, String japanese) {
        assertThat(Phrases.in(Locale.JAPANESE, english)).contains(japanese);
        assertThat(Phrases.in(Locale.ENGLISH, english)).contains(english);
    }

    @Test
    void noPhraseIsTakenForAMoreGeneralOne() throws IOException {
        List<String> lines = Files.readAllLines(
                Path.of("src/main/resources/io/github/hirakuarai/codexrunner/publish/phrases_ja.txt"));

        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith("\t")) {
                assertThat(Phrases.in(Locale.JAPANESE, filled(lines.get(i - 1))))
                        .as(lines.get(i - 1))
                        .contains(filled(lines.get(i).strip()));
            }
        }
    }

    private static String filled(String phrase) {
        return phrase.replaceAll("\\{([0-9])}", "V$1");
    }

    @Test
    void whatNobodyTranslatedIsKnownInEnglishOnly() {
        assertThat(Phrases.in(Locale.JAPANESE, "remote: fatal: unpack failed")).isEmpty();
    }

    /** They are the hints where a field is missing or wrong. */
    @Test
    void everyFieldOfABriefIsDescribedInJapanese() throws IOException {
        JsonNode schema = new JsonMapper().readTree(Path.of("..", "schema", "codex-brief-v1.schema.json"));

        for (JsonNode fields : schema.findValues("properties")) {
            for (JsonNode field : fields) {
                String text = field.path("description").asString("");
                if (!text.isEmpty()) {
                    String hint = Character.toLowerCase(text.charAt(0)) + text.substring(1, text.length() - 1);
                    assertThat(Phrases.in(Locale.JAPANESE, hint)).as(hint).isPresent();
                }
            }
        }
    }

    @Test
    void aCommentHoldsNoEnglishProse() {
        String comment = render(Reports.failed(new Failure(
                        Result.FAILURE,
                        "BRANCH_MOVED",
                        "the branch main was changed by somebody else while the brief ran",
                        "check the branch, then comment /codex retry"))
                .steps(Reports.step(1, "work", Reports.exit(0), "done\n"))
                .changes(Reports.changes(1, "", true)));

        assertThat(comment)
                .contains(
                        "実行中にブランチ main がほかから更新されました",
                        "ブランチを確認してください",
                        "（lane `devbox-codex`、devbox-1 の `~/work/app`）",
                        "1.2 秒",
                        "1 分 23 秒")
                .doesNotContainPattern(ENGLISH);
    }

    @Test
    void whatAServerSaidStandsInTheDetailsAsItWas() {
        String said = "the server refused the push: remote says no to all of this";

        String comment = render(Reports.failed(
                new Failure(Result.FAILURE, "PUSH_REFUSED", said, "look at the server's own logs for it")));

        String prose = comment.substring(0, comment.indexOf("<details>"));
        assertThat(prose).contains("サーバーがプッシュを拒否しました").doesNotContainPattern(ENGLISH);
        assertThat(comment).contains("| 原文 | `" + said + "` |");
    }

    @Test
    void aStepThatWasCancelledSaysWhoDidItInJapanese() {
        String comment = render(Reports.failed(new Failure(
                        Result.CANCELLED, "CANCELLED", "cancelled in step 1 (wait): alice cancelled it", null))
                .steps(Reports.step(1, "wait", new StepExit.Cancelled("alice cancelled it"), "")));

        assertThat(comment).contains("取り消し：alice が取り消しました").doesNotContainPattern(ENGLISH);
    }

    private static String render(Reports reports) {
        return new StatusComment(Sanitizer.of(Secrets.of(Map.of())), Locale.JAPANESE)
                .render(reports.report())
                .replaceFirst("<!--.*?-->", "");
    }
}
