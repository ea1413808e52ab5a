package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code runner.locale}: what stands on the forge and in pages is all in the reader's language. */
@Timeout(120)
class LanguagesTest {

    private static final String ROOT = "io.github.hirakuarai.codexrunner.";

    private static final Pattern PARAMETER = Pattern.compile("\\{\\d}");

    private static final Pattern JAPANESE = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"publish.messages", "github.messages", "cli.page", "cli.labels"})
    void bothLanguagesSayEverythingWithTheSameParameters(String name) {
        ResourceBundle english = ResourceBundle.getBundle(ROOT + name, Locale.ENGLISH);
        ResourceBundle japanese = ResourceBundle.getBundle(ROOT + name, Locale.JAPANESE);

        assertThat(japanese.keySet()).isEqualTo(english.keySet());
        for (String key : english.keySet()) {
            assertThat(parameters(japanese.getString(key))).as(key).isEqualTo(parameters(english.getString(key)));
            assertThat(JAPANESE.matcher(english.getString(key)).find()).as(key).isFalse();
            // An apostrophe is a sign of the format's own: one that is meant is written twice.
            Object[] values = {"0", "1", "2", "3"};
            assertThat(MessageFormat.format(english.getString(key), values)).doesNotContain("{");
            assertThat(MessageFormat.format(japanese.getString(key), values)).doesNotContain("{");
        }
    }

    @Test
    void theLanguageOfTheMachineChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.JAPANESE);
            for (String name : List.of("publish.messages", "github.messages", "cli.page", "cli.labels")) {
                ResourceBundle.clearCache();
                ResourceBundle english = ResourceBundle.getBundle(ROOT + name, Locale.ENGLISH);
                for (String key : english.keySet()) {
                    assertThat(JAPANESE.matcher(english.getString(key)).find())
                            .as(name + " " + key)
                            .isFalse();
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void thePageKnowsEveryResult() {
        ResourceBundle page = ResourceBundle.getBundle(ROOT + "cli.page", Locale.ENGLISH);

        assertThat(Arrays.stream(Result.values()).map(result -> "result." + result))
                .allMatch(page::containsKey);
    }

    @Test
    void aJapaneseRunnerPostsJapanese() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            Files.writeString(
                    scene.configuration,
                    Files.readString(scene.configuration).replace("stateDir: state", "stateDir: state, locale: ja"));
            int good = scene.issue(scene.brief("echo hello > out.txt", "  - type: report\n"));
            int bad = scene.issue(scene.brief("exit 3"));
            int invalid = scene.issue("```codex-brief\nexecutor: devbox\nouputs: []\n```\n");
            scene.run("init", "--labels");

            scene.run("run", "--execute");

            assertThat(scene.statusComment(good))
                    .contains("### ✅ 完了：1 step（", "秒）\n\n- レポート [reports/ops/", "- プルリクエスト [\\#");
            assertThat(scene.statusComment(bad))
                    .contains("### ❌ step 1/1「work」で失敗：終了コード 3\n", "| コード | `STEP_FAILED` |");
            assertThat(scene.statusComment(invalid)).contains("UNKNOWN_FIELD` 未知のフィールド");
            assertThat(scene.look().pulls()).singleElement().satisfies(pull -> {
                assertThat(pull.issue().title()).isEqualTo("octo/app#" + good + " の実行報告");
                assertThat(pull.issue().body()).contains("の実行報告：");
            });
        }
    }

    private static List<String> parameters(String text) {
        return PARAMETER
                .matcher(text)
                .results()
                .map(found -> found.group())
                .sorted()
                .toList();
    }
}
