package io.github.hirakuarai.codexrunner.markdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents of lines that open, continue, interrupt and close blocks, in every container, ended in every way. */
public final class RandomMarkdown {

    private static final String[] CONTAINERS = {
        "", "", "", "", "", "", " ", "  ", "   ", "    ", "      ", "\t", " \t", "- ", "* ", "+ ", "1. ", "2) ", "10. ",
        "> ", ">", "  > ", "-\t", "-   ", "- [ ] ", "-\u000B", "1.\f", "[^1]: ", "> > ", "-", ">\t"
    };

    private static final String[] CONTENTS = {
        "",
        "",
        "",
        "",
        "text",
        "text `` ``` ``",
        "```",
        "```",
        "```",
        "~~~",
        "````",
        "```codex-brief",
        "```codex-brief",
        "```yaml codex-brief",
        "~~~yaml codex-brief",
        "``` codex&#45;brief",
        "```codex\\-brief",
        "```codex-brief `",
        "~~~ ``` codex-brief",
        "x: 1",
        "\tx: 2",
        "  x: 3",
        "\u000B",
        "\f",
        "# heading",
        "===",
        "---",
        "***",
        "<details>",
        "</details>",
        "<div>",
        "<b>",
        "</b>",
        "<a href=\"x\">",
        "<!-- x",
        "-->",
        "<!-- y -->",
        "<pre>",
        "</pre>",
        "<?x",
        "?>",
        "<!X",
        "<!x",
        ">",
        "<![CDATA[",
        "]]>",
        "<textarea>",
        "</textarea>",
        "<source>",
        "<search>",
        "<script>",
        "</script>",
        "<style>",
        "<meta>",
        "<link>",
        "<summary>",
        "<title>",
        "<br>",
        "<https://example.org>",
        "[a]: /b",
        "[a]:",
        "'title",
        "[^1]: note",
        "[^1]",
        "| a | b |",
        "| - | - |",
        "| a |",
        "|-|",
        ":-:",
        "a | b",
        "- | -",
        "/codex retry",
        "/codex retry",
        "/codex cancel octo/app#9",
        "`",
        "<!--",
        "[x](",
        "\u00A0",
        "\u2028",
        "\u0085",
        "\u0000```",
        "x\u2028/codex retry",
        "x\u0085```codex-brief",
        "@joe",
        "fixes #12",
        "fixes octo/app#1",
        "1. x",
        "2. x",
        "-",
        "+",
        "* x",
        "\\",
        "&amp;",
        "$$",
        "<b",
        "c>"
    };

    private static final String[] ENDINGS = {
        "\n", "\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\u2028", "\u0085\n", "\u000B\n", "\f\n"
    };

    private RandomMarkdown() {}

    /** Makes so many documents, the same for the same seed. */
    public static List<String> documents(long seed, int count) {
        Random random = new Random(seed);
        List<String> documents = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            documents.add(document(random));
        }
        return documents;
    }

    private static String document(Random random) {
        StringBuilder document = new StringBuilder();
        int lines = 2 + random.nextInt(14);
        String container = "";
        for (int n = 0; n < lines; n++) {
            int keep = random.nextInt(4);
            if (keep == 0) {
                container = containers(random);
            } else if (keep == 1) {
                // As the lines of a list item go on.
                container = container.replaceAll("[^>\t]", " ");
            }
            String content = one(CONTENTS, random);
            document.append(container).append(content).append(one(ENDINGS, random));
            if (content.contains("codex-brief") && random.nextInt(4) > 0) {
                // Without an end it would be none.
                String inside = container.replaceAll("[^>\t]", " ");
                document.append(inside).append(one(CONTENTS, random)).append(one(ENDINGS, random));
                document.append(inside)
                        .append(content.charAt(0) == '~' ? "~~~" : "```")
                        .append('\n');
            }
        }
        return document.toString();
    }

    private static String containers(Random random) {
        StringBuilder container = new StringBuilder();
        int depth = 1 + random.nextInt(3);
        for (int n = 0; n < depth; n++) {
            container.append(one(CONTAINERS, random));
        }
        return container.toString();
    }

    private static String one(String[] choices, Random random) {
        return choices[random.nextInt(choices.length)];
    }
}
