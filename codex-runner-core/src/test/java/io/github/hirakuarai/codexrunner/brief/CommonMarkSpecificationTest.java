package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.testutil.TestResources;
import org.commonmark.testutil.example.Example;
import org.commonmark.testutil.example.ExampleReader;
import org.junit.jupiter.api.Test;

/** The examples of the CommonMark specification and of GitHub's, whose HTML says what is a code block and what it holds. */
class CommonMarkSpecificationTest {

    private static final Pattern FENCE = Pattern.compile("(?m)^([-+*>0-9.) ]*?)(`{3,}|~{3,})([^`\n]*)$");
    private static final Pattern CODE =
            Pattern.compile("<blockquote>|</blockquote>|<pre><code[^>]*>([^<]*)</code></pre>");

    private final BriefExtractor extractor = new BriefExtractor();

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>(ExampleReader.readExamples(TestResources.getSpec()));
        examples.addAll(ExampleReader.readExamples(TestResources.getGfmSpec()));
        return examples;
    }

    @Test
    void noExampleHoldsABrief() {
        assertThat(examples()).hasSizeGreaterThan(1_200).allSatisfy(example -> {
            assertThat(extractor.extract(example.getSource())).isEmpty();
        });
    }

    @Test
    void aFenceThatIsMadeABriefHoldsWhatTheSpecificationSaysItHolds() {
        int compared = 0;
        for (Example example : examples()) {
            if (example.getSection().equals("Fenced code blocks")) {
                String markdown = FENCE.matcher(example.getSource()).replaceFirst("$1$2codex-brief $3");
                List<String> expected = codeOutsideQuotes(example.getHtml());
                List<BriefBlock> blocks = extractor.extract(markdown);
                if (!blocks.isEmpty()) {
                    assertThat(blocks.get(0).content()).as(markdown).isEqualTo(expected.get(0));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(30);
    }

    private static List<String> codeOutsideQuotes(String html) {
        List<String> found = new ArrayList<>();
        int quotes = 0;
        for (Matcher code = CODE.matcher(html); code.find(); ) {
            if (code.group(1) == null) {
                quotes += code.group().equals("<blockquote>") ? 1 : -1;
            } else if (quotes == 0) {
                found.add(code.group(1)
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&"));
            }
        }
        return found;
    }
}
