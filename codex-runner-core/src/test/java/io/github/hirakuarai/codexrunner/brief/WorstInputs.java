package io.github.hirakuarai.codexrunner.brief;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Documents of a given size that are made to be slow, large or deep to read. */
final class WorstInputs {

    private static final String HEAD = """
            executor: a
            repo: o/a
            branch: main
            workdir: /srv
            """;
    private static final String REST = "steps: [{name: x, shell: make}]\noutputs: []\n";

    private WorstInputs() {}

    /** Each by its name. Made when asked for: together they would fill a small heap. */
    static Map<String, Supplier<String>> of(int size) {
        Map<String, Supplier<String>> inputs = new LinkedHashMap<>();
        markdown(inputs, size);
        yaml(inputs, size - 200);
        return inputs;
    }

    private static void markdown(Map<String, Supplier<String>> inputs, int size) {
        String brief = "\n```codex-brief\n" + HEAD + REST + "```\n";
        for (String part : new String[] {
            "`",
            "~",
            ">",
            "> ",
            "- ",
            "1. ",
            "* * ",
            "\t",
            " ",
            "\n",
            "\r",
            "\r\n",
            "<",
            "<!--",
            "<a ",
            "[",
            "[a](",
            "![",
            "*a_ ",
            "\\",
            "&amp;",
            "|",
            "#",
            "=",
            "あ",
            "🎉",
            "\u0000",
            "[a]: b\n",
            "[a]:\n",
            "- a\n",
            "> a\n\n",
            "    a\n",
            "``` \\\n",
            "```\\\n~~~&\n",
            "```codex-brief\n",
            "```codex-brief\n```\n",
            "~~~codex-brief\n~~~\n",
            "```codex-brief\n> ```\n",
            "- ```codex-brief\n",
            "<pre>\n",
            "<!--\n",
            "| a |\n| - |\n",
            "<details>\n\n",
            "codex-brief",
            "```\n\n",
            "text\n===\n",
            "`` ` ```\n",
            "a\r"
        }) {
            Supplier<String> text = () -> part.repeat(size / part.length());
            inputs.put("only " + part, text);
            inputs.put("a brief behind " + part, () -> text.get() + brief);
            inputs.put("a brief with no blank line behind " + part, () -> text.get() + brief.strip());
            inputs.put("a brief before " + part, () -> brief + text.get());
            inputs.put("in an open fence " + part, () -> "```codex-brief\n" + text.get());
            inputs.put("in a brief " + part, () -> "`````codex-brief\n" + text.get() + "\n`````\n");
            inputs.put("in a list " + part, () -> "- ".repeat(90) + "a\n" + text.get() + brief);
        }
        inputs.put("lists in lists", () -> stairs(size, depth -> "  ".repeat(depth % 200) + "- a"));
        inputs.put(
                "deep lists with long ends",
                () -> "- ".repeat(95) + "```codex-brief\n" + (" ".repeat(190) + "a: b\n").repeat(size / 195));
        inputs.put("quotes and lists by turns", () -> stairs(size, depth -> "> - ".repeat(depth % 60) + "a"));
        inputs.put("a brief in many quotes", () -> "> ".repeat(size / 2) + brief);
    }

    private static void yaml(Map<String, Supplier<String>> inputs, int size) {
        Map<String, Supplier<String>> bodies = new LinkedHashMap<>();
        for (String part : new String[] {
            "[",
            "{",
            "{a: ",
            "[[],",
            "- ",
            "? ",
            "? - ",
            "a: ",
            "&a ",
            "*a ",
            "!a ",
            "!!str ",
            "!<a> ",
            "- - ",
            "\"",
            "'",
            "''",
            ":",
            ": ",
            ",",
            "#",
            "%",
            "|",
            ">",
            "@",
            "-",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "a\n",
            "a: b\n",
            "- a\n",
            "- &a a\n",
            "- *a\n",
            "a: &a b\n",
            "a: *a\n",
            "a: !b c\n",
            "&a a: b\n",
            "? a\n",
            "\u0007",
            "\u200B",
            "\uD83D",
            "🎉",
            "# x\n",
            "\t",
            " \n",
            "x-a: b\n",
            "steps: [{}]\n"
        }) {
            bodies.put("repeated " + part, () -> part.repeat(size / part.length()));
        }
        bodies.put("closed lists", () -> "[".repeat(size / 2) + "]".repeat(size / 2));
        bodies.put("closed mappings", () -> "{a: ".repeat(size / 5) + "}".repeat(size / 5));
        bodies.put("many keys", () -> lines(size, number -> "k" + number + ": 1"));
        bodies.put("many near keys", () -> HEAD + lines(size, number -> "outputs" + number + ": 1"));
        bodies.put("many anchors", () -> lines(size, number -> "k" + number + ": &a" + number + " [*a" + number + "]"));
        bodies.put(
                "billion laughs",
                () -> lines(size, number -> "a" + number + ": &a" + number + " [" + "*a".repeat(9) + "]"));
        bodies.put("stairs", () -> stairs(size, depth -> " ".repeat(depth) + "a:"));
        bodies.put("a long key", () -> HEAD + REST + "x".repeat(size) + ": 1");
        bodies.put("a long quoted key", () -> HEAD + REST + "\"" + "x".repeat(size) + "\": 1");
        bodies.put("a long number", () -> HEAD + REST + "priority: " + "9".repeat(size));
        bodies.put("a long fraction", () -> HEAD + REST + "priority: 0." + "9".repeat(size));
        bodies.put("a long exponent", () -> HEAD + REST + "priority: 1e" + "9".repeat(size));
        bodies.put(
                "many long numbers", () -> HEAD + REST + "x-n: [" + ("9".repeat(100) + ", ").repeat(size / 102) + "]");
        bodies.put("many exponents", () -> HEAD + REST + "x-n: [" + "1e999999999, ".repeat(size / 13) + "]");
        bodies.put("great and small", () -> HEAD + REST + "priority: 1e-999999999");
        for (String escape :
                new String[] {"\\u200b", "\\x1b", "\\ud83d", "\\U0010FFFF", "\\n", "\\\\", "\\\n ", " ", "あ"}) {
            bodies.put(
                    "a script of " + escape,
                    () -> HEAD + "outputs: []\nsteps: [{name: x, shell: \"" + escape.repeat(size / escape.length())
                            + "\"}]");
            bodies.put(
                    "a name of " + escape,
                    () -> HEAD + "outputs: []\nsteps: [{shell: x, name: \"" + escape.repeat(size / escape.length())
                            + "\"}]");
        }
        bodies.put(
                "hidden in lines",
                () -> HEAD + "outputs: []\nsteps:\n- name: x\n  shell: |\n" + "    a\u200B\n".repeat(size / 7));
        bodies.put("many steps", () -> HEAD + "outputs: []\nsteps:\n" + "- {name: x, shell: y}\n".repeat(size / 23));
        bodies.put(
                "many wrong steps", () -> HEAD + "outputs: []\nsteps:\n" + "- {shel: x, pythn: y}\n".repeat(size / 23));
        bodies.put(
                "many wrong outputs", () -> HEAD + "steps: []\noutputs:\n" + "- {type: pr, x: 1}\n".repeat(size / 20));
        bodies.put("many unknown outputs", () -> HEAD + "steps: []\noutputs:\n" + "- {type: xx}\n".repeat(size / 14));
        bodies.put(
                "many files",
                () -> HEAD + "steps: []\noutputs:\n- type: pr\n  files: [" + "../a, ".repeat(size / 6) + "]");
        bodies.put(
                "a path of parts",
                () -> HEAD + "steps: []\noutputs:\n- type: pr\n  files: [" + "a/".repeat(size / 2) + "]");
        bodies.put("a branch of parts", () -> HEAD.replace("main", "a/".repeat(size / 2)) + REST);
        bodies.put(
                "an executor of hyphens",
                () -> HEAD.replace("executor: a", "executor: " + "a-".repeat(size / 2)) + REST);
        bodies.put(
                "a deadline of digits", () -> HEAD + REST + "deadline: '2026-12-01T18:00:00." + "0".repeat(size) + "'");
        bodies.put("a duration of digits", () -> HEAD + REST + "timeout: PT" + "0".repeat(size) + "1S");
        bodies.put("many variables", () -> HEAD + REST + "env:\n" + lines(size, number -> "  " + number + "A: 1"));
        bodies.put("a repository of dots", () -> HEAD.replace("o/a", "o/" + ".".repeat(size)) + REST);
        bodies.put("folded blank lines", () -> HEAD + REST + "notes: >\n" + "  a\n\n".repeat(size / 5));
        bodies.put("quoted blank lines", () -> HEAD + REST + "notes: 'a\n" + "\n".repeat(size) + " b'");
        bodies.put("plain lines", () -> HEAD + REST + "notes: a\n" + " b\n".repeat(size / 3));
        bodies.forEach((name, body) -> inputs.put("YAML: " + name, () -> "~~~codex-brief\n" + body.get() + "\n~~~\n"));
    }

    private static String stairs(int size, IntFunction<String> step) {
        StringBuilder stairs = new StringBuilder();
        for (int depth = 0; stairs.length() < size; depth++) {
            stairs.append(step.apply(depth)).append('\n');
        }
        return stairs.toString();
    }

    private static String lines(int size, IntFunction<String> line) {
        return stairs(size, line);
    }
}
