package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes valid briefs of every shape. */
final class ValidBriefs {

    /** What YAML, old or new, takes for something else than text, and what only looks so. */
    private static final List<String> TREACHEROUS = List.of(
            "no",
            "True",
            "true",
            "null",
            "~",
            "010",
            "1.10",
            "1e3",
            "0x1F",
            "1:30",
            "2026-12-01",
            "-1",
            "1_000",
            ".5",
            "=",
            "<<",
            "- a",
            "a: b",
            "a #b",
            "#",
            "[x",
            "{x",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "'",
            "\"",
            "\\",
            "|",
            ">",
            "?",
            "...",
            "---");

    private ValidBriefs() {}

    static Arbitrary<Brief> any() {
        return Combinators.combine(
                        Combinators.combine(lanes(), repositories(), branches(), workdirs(), images().injectNull(0.8))
                                .as(Place::new),
                        steps().list().ofMinSize(1).ofMaxSize(4),
                        outputs().list().ofMaxSize(3),
                        Combinators.combine(notes().injectNull(0.5), notes().injectNull(0.5))
                                .as(Words::new),
                        Arbitraries.integers().between(-100, 100).map(Priority::new),
                        deadlines().injectNull(0.5),
                        durations().injectNull(0.5),
                        envs())
                .as((place, steps, outputs, words, priority, deadline, timeout, env) -> new Brief(
                        place.lane,
                        place.repository,
                        place.branch,
                        place.workdir,
                        steps,
                        outputs,
                        words.contextHeader,
                        words.notes,
                        priority,
                        deadline,
                        timeout,
                        env,
                        place.image));
    }

    private record Place(String lane, RepositoryName repository, String branch, String workdir, String image) {}

    private record Words(String contextHeader, String notes) {}

    private static Arbitrary<String> lanes() {
        return word("abcxyz0123456789-", 20).filter(lane -> !lane.startsWith("-"));
    }

    private static Arbitrary<RepositoryName> repositories() {
        Arbitrary<String> owners = word("abcXYZ019-", 20).filter(owner -> !owner.startsWith("-"));
        Arbitrary<String> names = word("abcXYZ019-_.", 20).filter(name -> !name.matches("\\.{1,2}"));
        return Combinators.combine(owners, names).as(RepositoryName::new);
    }

    private static Arbitrary<String> branches() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "main", "1.10", "true", "no", "chore/a#b", "機能/追加", "a'b\"c", "010", "feature-🎉", "%x", "!x"),
                word("abZ09/-_.@#+%&=!,;'\"{}|<>$()機", 20).filter(ValidBriefs::isBranch));
    }

    private static Arbitrary<String> workdirs() {
        return Arbitraries.of(
                "~",
                "~codex",
                "~/work/app",
                "~codex/app",
                "/srv/app",
                "/srv/my app",
                "/ 'x\"",
                "~/作業",
                "/a:b",
                "/a #b");
    }

    private static Arbitrary<String> images() {
        return Combinators.combine(
                        Arbitraries.of("debian", "registry.example.org:5000/a/b_c", "localhost/x.y:1-z"),
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(64))
                .as((name, digest) -> name + "@sha256:" + digest);
    }

    /** Shrunk to the first of its values, which are the defaults and so absent. */
    private static Arbitrary<Step> steps() {
        return Combinators.combine(
                        lines(),
                        actions(),
                        durations().injectNull(0.6),
                        envs(),
                        Arbitraries.of(false, true),
                        Arbitraries.of(false, true))
                .as(Step::new);
    }

    private static Arbitrary<Action> actions() {
        Arbitrary<String> words = Arbitraries.oneOf(
                Arbitraries.of(TREACHEROUS),
                Arbitraries.of("get", "-A", "MODE=a b", "all", "--all", ""),
                word("ab= -.'\"\\é🎉:#", 12));
        Arbitrary<String> targets = words.filter(word -> !word.isEmpty() && !word.startsWith("-"));
        return Arbitraries.oneOf(
                texts().map(Action.Shell::new),
                texts().map(Action.Python::new),
                targets.list().ofMinSize(1).ofMaxSize(3).map(Action.Make::new),
                words.list().ofMinSize(1).ofMaxSize(4).map(Action.Kubectl::new));
    }

    private static Arbitrary<Output> outputs() {
        Arbitrary<List<String>> paths = paths().list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<List<String>> labels = lines().list().ofMaxSize(2);
        Arbitrary<Long> numbers = Arbitraries.longs().between(1, Integer.MAX_VALUE);
        Arbitrary<Boolean> flags = Arbitraries.of(false, true);
        Arbitrary<Map<String, Object>> pr = fields(
                Map.of("title", lines(), "commit_message", texts(), "files", paths),
                Map.of(
                        "link_issue",
                        numbers,
                        "body",
                        notes(),
                        "draft",
                        flags,
                        "labels",
                        labels,
                        "assignees",
                        Arbitraries.of("octocat", "1a").list().ofMaxSize(2),
                        "reviewers",
                        Arbitraries.of("octocat", "octo-org/team").list().ofMaxSize(2),
                        "base",
                        branches(),
                        "allow_missing",
                        flags));
        Arbitrary<Map<String, Object>> comment = Arbitraries.oneOf(
                fields(Map.of("body", texts()), Map.of("issue", numbers, "mode", Arbitraries.of("update", "append"))),
                fields(
                        Map.of(
                                "body_file",
                                Arbitraries.of("$CODEX_OUTPUT_DIR/a b.md", "${CODEX_OUTPUT_DIR}/x", "out.md")),
                        Map.of("issue", numbers)));
        Arbitrary<Map<String, Object>> report = fields(
                Map.of(),
                Map.of(
                        "path", paths(),
                        "title", lines(),
                        "include", Arbitraries.of("log", "diff").list().uniqueElements()));
        return Arbitraries.oneOf(
                pr.map(fields -> new Output("pr", fields)),
                comment.map(fields -> new Output("comment", fields)),
                report.map(fields -> new Output("report", fields)));
    }

    /** All of some fields, and any of others. */
    private static Arbitrary<Map<String, Object>> fields(
            Map<String, Arbitrary<?>> required, Map<String, Arbitrary<?>> optional) {
        // In an order of their own, so that a seed means the same in every run.
        Arbitrary<Map<String, Object>> fields = Arbitraries.just(Map.of());
        for (var field : new TreeMap<>(required).entrySet()) {
            fields = with(fields, field.getKey(), field.getValue().map(value -> value));
        }
        for (var field : new TreeMap<>(optional).entrySet()) {
            fields = with(
                    fields,
                    field.getKey(),
                    field.getValue().<Object>map(value -> value).injectNull(0.6));
        }
        return fields;
    }

    private static Arbitrary<Map<String, Object>> with(
            Arbitrary<Map<String, Object>> fields, String key, Arbitrary<Object> values) {
        return Combinators.combine(fields, values).as((before, value) -> {
            Map<String, Object> after = new LinkedHashMap<>(before);
            if (value != null) {
                after.put(key, value);
            }
            return after;
        });
    }

    private static Arbitrary<String> paths() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "reports/june.md",
                        "third_party/**/LICENSE",
                        "*.{md,txt}",
                        "!a",
                        "#x",
                        "報告/6月.md",
                        "a b",
                        "[ab].md",
                        "-x",
                        "@"),
                word("ab.*-_/ '\"#:é", 15).filter(ValidBriefs::isPath));
    }

    private static Arbitrary<Deadline> deadlines() {
        return Arbitraries.of(
                        "2026-12-01",
                        "2028-02-29",
                        "2026-12-01T18:00",
                        "2026-12-01T18:00:07",
                        "2026-12-01T18:00Z",
                        "2026-12-01T18:00:07.250+09:00",
                        "2026-12-01T00:00:00.000000001-03:30")
                .map(text -> Deadline.parse(text).orElseThrow());
    }

    private static Arbitrary<Duration> durations() {
        Arbitrary<Duration> whole =
                Arbitraries.longs().between(1, Duration.ofDays(366).toSeconds()).map(Duration::ofSeconds);
        return Arbitraries.oneOf(
                whole,
                Arbitraries.longs().between(1, 100_000).map(Duration::ofMillis),
                Arbitraries.of(Duration.ofNanos(1), Duration.ofHours(2)));
    }

    private static Arbitrary<Map<String, String>> envs() {
        Arbitrary<String> names = word("ABab_019", 8).filter(name -> name.matches("[A-Za-z_].*"));
        Arbitrary<String> values = Arbitraries.oneOf(Arbitraries.of(TREACHEROUS), Arbitraries.just(""), texts());
        return Arbitraries.maps(names, values).ofMaxSize(2);
    }

    /** One line with something to see in it. */
    private static Arbitrary<String> lines() {
        return Arbitraries.oneOf(Arbitraries.of(TREACHEROUS), word("abc -:#'\"\\[]{}&*!|>%@`,?~\té準🎉", 30))
                .filter(line -> !line.isBlank());
    }

    /** Scripts and messages: many lines, indented, with every mark that YAML knows, and ends of all kinds. */
    private static Arbitrary<String> texts() {
        Arbitrary<String> line = Arbitraries.oneOf(
                Arbitraries.of(TREACHEROUS),
                Arbitraries.of(
                        "",
                        "",
                        " ",
                        "\t",
                        "  indented",
                        "\ttab",
                        "trailing ",
                        "set -e",
                        "echo \"$x\" # y",
                        "if: [a, b]",
                        "```",
                        "~~~",
                        "> x"),
                word("ab $\"'\\#:-{}[]|>é準🎉\t", 20));
        return Combinators.combine(line.list().ofMinSize(1).ofMaxSize(6), Arbitraries.of("", "", "\n", "\n\n"))
                .as((lines, end) -> String.join("\n", lines) + end)
                .filter(text -> !text.isBlank());
    }

    /** Texts that only people read may be empty, and may hold what is nowhere else taken. */
    private static Arbitrary<String> notes() {
        return Arbitraries.oneOf(
                texts(),
                Arbitraries.of(
                        "",
                        " ",
                        "\n",
                        "a\u200Bb",
                        "\u202E",
                        "a\u00A0b",
                        "a\u2028b",
                        "\uFEFFx",
                        "\u3000",
                        "a\u00ADb",
                        "\r",
                        "a\r\nb"));
    }

    /** Some of what git takes; said anew here, so that the reader is not measured by its own rules. */
    private static boolean isBranch(String name) {
        return !name.matches("-.*|@|.*(@\\{|\\.\\.).*")
                && Arrays.stream(name.split("/", -1)).noneMatch(part -> part.matches("|\\..*|.*\\."));
    }

    /** Some of what stays in a repository. */
    private static boolean isPath(String path) {
        return !path.matches("[A-Za-z]:.*")
                && Arrays.stream(path.split("/", -1)).noneMatch(part -> part.matches("|\\.|\\.\\."));
    }

    private static Arbitrary<String> word(String characters, int longest) {
        return Arbitraries.of(
                        characters.codePoints().mapToObj(Character::toString).toList())
                .list()
                .ofMinSize(1)
                .ofMaxSize(longest)
                .map(parts -> String.join("", parts));
    }
}
