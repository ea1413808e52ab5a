package io.github.hirakuarai.codexrunner.draft;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells commands from sentences, as language models mix them. It is a guess for a person to judge: what is taken for a sentence
 * becomes a comment in the draft, and nothing is lost.
 */
final class CommandText {

    private static final Pattern QUOTED = Pattern.compile("(?s)\\s*+(?:`([^`]++)`|\\$\\s++(.++))\\s*+");

    /** Variables, negation and grouping may stand before the program's name. */
    private static final Pattern FIRST_WORD =
            Pattern.compile("(?:[A-Za-z_][A-Za-z0-9_]*+=\\S*+\\s++|!\\s++|[({]\\s*+){0,9}+(\\S++)(?:\\s++(\\S++))?");

    private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9_.~/$\\[\"'{}@+-]++");

    /** Words of a sentence, not of a command; quoted ones do not count. */
    private static final Pattern PROSE_WORD = Pattern.compile(
            "(?<![\\w./=:-])(?:is|are|was|were|be|should|must|shall|will|would|can|has|have|does|returns?|shows?|passes|succeeds|exits"
                    + "|reports|prints|contains|works|exists|becomes|without|please)(?![\\w./=:-])");

    private static final Pattern IN_QUOTES = Pattern.compile("'[^']*+'|\"[^\"]*+\"");

    /** A path that is run, not one that is written. */
    private static final Pattern SCRIPT =
            Pattern.compile("(?:\\.{1,2}|~)?/.++|(?:scripts|tools|bin)/.++|.*\\.(?:sh|bash|py|js|ts|rb|pl)");

    private static final Pattern CAPITALISED = Pattern.compile("[A-Z][a-z]+[,:]?");

    /** A word of hiragana or ending in a Japanese full stop: particles and verbs stand so, names of files hardly. */
    private static final Pattern JAPANESE_PROSE = Pattern.compile("(?<!\\S)\\p{IsHiragana}\\S*|。|、");

    private static final Pattern ENDS_AS_SENTENCE = Pattern.compile("[A-Za-z]{2}\\.\\s*+$");

    private static final Set<String> FUNCTION_WORDS = Set.of(
            "a", "an", "the", "that", "this", "these", "those", "sure", "whether", "if", "it", "its", "all", "any",
            "each", "every", "no", "in", "for", "with", "and", "or", "to", "of");

    private static final Set<String> PROGRAMS = Set.of(
            "[",
            "[[",
            "test",
            "true",
            "bash",
            "sh",
            "zsh",
            "awk",
            "bats",
            "bazel",
            "bun",
            "bundle",
            "cargo",
            "cat",
            "cd",
            "cmp",
            "codex",
            "claude",
            "composer",
            "cp",
            "curl",
            "cut",
            "date",
            "deno",
            "diff",
            "docker",
            "dotnet",
            "echo",
            "env",
            "eslint",
            "export",
            "find",
            "gcloud",
            "gh",
            "git",
            "go",
            "gradle",
            "grep",
            "egrep",
            "head",
            "helm",
            "java",
            "javac",
            "jq",
            "kubectl",
            "kustomize",
            "ls",
            "make",
            "mkdir",
            "mv",
            "mvn",
            "mypy",
            "node",
            "npm",
            "npx",
            "perl",
            "php",
            "pip",
            "pip3",
            "pnpm",
            "podman",
            "poetry",
            "pre-commit",
            "printf",
            "prettier",
            "pytest",
            "python",
            "python3",
            "rg",
            "rm",
            "ruby",
            "ruff",
            "sed",
            "shellcheck",
            "sort",
            "ssh",
            "stat",
            "tail",
            "tar",
            "tee",
            "terraform",
            "timeout",
            "touch",
            "tox",
            "tsc",
            "uv",
            "wc",
            "wget",
            "xargs",
            "yamllint",
            "yarn",
            "yq");

    private CommandText() {}

    /** What is in backticks or behind a prompt, without these; any other text as it stands. */
    static String unquoted(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.matches()) {
            return text.strip();
        }
        return (quoted.group(1) == null ? quoted.group(2) : quoted.group(1)).strip();
    }

    /** Whether a text that is said to be a command is one: only what is plainly a sentence is none. */
    static boolean mayBe(String text) {
        if (QUOTED.matcher(text).matches()) {
            return !unquoted(text).isEmpty();
        }
        Optional<Matcher> words = words(text);
        if (words.isEmpty()) {
            return false;
        }
        String first = words.get().group(1);
        if (PROGRAMS.contains(first) || first.startsWith("#")) {
            return true;
        }
        boolean sentence =
                words.get().group(2) != null && CAPITALISED.matcher(first).matches();
        boolean oneLine = text.strip().indexOf('\n') < 0;
        return PROGRAM.matcher(first).matches()
                && !sentence
                && !(oneLine && JAPANESE_PROSE.matcher(withoutQuotes(text)).find());
    }

    /** Whether a text that may be either is a command: only what begins with a known program or a script is one. */
    static boolean is(String text) {
        if (!mayBe(text)) {
            return false;
        }
        if (QUOTED.matcher(text).matches()) {
            return true;
        }
        Matcher words = words(text).orElseThrow();
        String first = words.group(1);
        boolean sentence = words.group(2) != null && FUNCTION_WORDS.contains(words.group(2));
        String outside = withoutQuotes(text);
        return (PROGRAMS.contains(first) || SCRIPT.matcher(first).matches())
                && !sentence
                && !PROSE_WORD.matcher(outside).find()
                && !JAPANESE_PROSE.matcher(outside).find()
                && !ENDS_AS_SENTENCE.matcher(outside).find();
    }

    private static Optional<Matcher> words(String text) {
        Matcher words = FIRST_WORD.matcher(text.strip());
        return words.lookingAt() ? Optional.of(words) : Optional.empty();
    }

    private static String withoutQuotes(String text) {
        return IN_QUOTES.matcher(text).replaceAll("''");
    }
}
