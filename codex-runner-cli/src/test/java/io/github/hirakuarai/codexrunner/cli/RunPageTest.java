package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code runs RUN --html}: a page that a person opens, made of what an attacker wrote. */
@Timeout(120)
class RunPageTest {

    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private static final String HOSTILE = """
            cat <<'END'
            <script>document.title = 'owned'; document.body.id = 'owned'</script>
            <img src="https://evil.example/x.png" onerror="document.body.id='owned'">
            </pre></details><h1 onclick="x()">owned</h1>
            <a href="javascript:alert(1)">x</a> &lt;not&gt;
            END
            printf '\\033[31mred \\033[1mbold\\033[0m plain \\033[38;5;33mblue\\033[0m\\033]8;;javascript:alert(1)\\007link\\033]8;;\\007\\n'
            printf '10%%\\r55%%\\r100%% done\\n'
            echo "the secret is $KEY, say it"
            echo '<b>new</b>' > out.txt
            """;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void thePageShowsTheRunAndNothingInItIsMarkupButItsOwn() throws Exception {
        String page = pageOf(HOSTILE);

        assertThat(page)
                .contains("default-src 'none'")
                .contains("octo/app#1")
                .contains("&lt;script&gt;document.title = &#39;owned&#39;")
                .contains("<span class=\"f1\">red </span><span class=\"f1 b\">bold</span> plain <span class=\"")
                .contains("\n100% done\n")
                .doesNotContain("\033")
                .doesNotContain(Scene.SECRET)
                .contains("the secret is ***, say it")
                .contains("<span class=\"add\">+&lt;b&gt;new&lt;/b&gt;</span>");
        assertThat(TAG.matcher(page).results().map(tag -> tag.group()))
                .noneMatch(tag -> tag.matches("(?is)<(script|img|iframe|link|object|form|base).*"))
                .noneMatch(tag -> tag.matches("(?is)<[^>]*\\son[a-z]+=.*"))
                .noneMatch(tag ->
                        tag.matches("(?is)<[^>]*\\s(href|src|action|style)=\"(?!https://|http://127\\.0\\.0\\.1:).*"));
    }

    @Test
    void aBrowserRunsNothingOfAHostileLog() throws Exception {
        try (Chromium browser = Chromium.start(folder)) {
            Path page = Files.writeString(scene.folder.resolve("run.html"), pageOf(HOSTILE));
            // The same script on a page without protection shows that this test can fail.
            Path control = Files.writeString(
                    scene.folder.resolve("control.html"), "<body><script>document.body.id = 'owned'</script></body>");

            browser.open(control.toUri(), 1280, false);
            assertThat(browser.value("document.body.id")).isEqualTo("owned");
            browser.open(page.toUri(), 1280, false);
            browser.until("document.title == 'octo/app#1'");
            assertThat(browser.value("document.body.id")).isEmpty();
            assertThat(browser.value("document.querySelectorAll('script, img, iframe').length"))
                    .isEqualTo("0");
            assertThat(browser.value("document.querySelectorAll('rect.step').length"))
                    .isEqualTo("1");
        }
    }

    @Test
    void ofALogOf100MegabytesHeadAndTailAreShownAndTheRestIsNotRead() throws Exception {
        scene.issue(scene.brief("echo first; echo hello > out.txt"));
        scene.run("run", "--execute");
        Path log = theFolder().resolve("steps/1.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(100L << 20);
            file.seek((100L << 20) - 20);
            file.write("\nthe very last line\n".getBytes(StandardCharsets.UTF_8));
        }
        long begin = System.nanoTime();

        String page = scene.run("runs", theRun(), "--html").out();

        assertThat(page)
                .contains("first\n")
                .contains("the very last line\n")
                .contains("104 MB omitted. Full log: " + log);
        assertThat(page.length()).isLessThan(1 << 20);
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void thePageSpeaksJapaneseWhenTheRunnerDoes() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        scene.run("run", "--execute");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("stateDir: state", "stateDir: state, locale: ja"));

        Scene.Ran page = scene.run("runs", theRun(), "--html");
        assertThat(page.out())
                .as(page.err())
                .contains("<html lang=\"ja\">")
                .contains(">成功<")
                .contains("<h2>経過</h2>");
    }

    @Test
    void howAStepEndedIsSaidInJapaneseToo() throws Exception {
        scene.issue(scene.brief("kill -9 $$"));
        scene.issue(scene.brief("sleep 60").replace("    shell: |", "    timeout: 1s\n    shell: |"));
        scene.run("run", "--execute");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("stateDir: state", "stateDir: state, locale: ja"));

        assertThat(scene.run("runs", "1", "--html").out()).contains(">シグナル 9<").doesNotContain("signal 9");
        assertThat(scene.run("runs", "2", "--html").out())
                .contains(">制限時間（1.0 s）を超過<")
                .doesNotContain("timed out");
    }

    @Test
    void aLogThatWasFullIsToldInTheTerminalOnTheIssueAndOnThePage() throws Exception {
        scene.configure("limits: {logBytes: 4KiB}\n");
        int issue = scene.issue(scene.brief("seq 5000; exit 1"));

        String terminal = scene.run("run", "--execute").err();

        assertThat(terminal)
                .contains("the log of step 1 was cut after 4 KiB, the limit of limits.logBytes; set it higher");
        assertThat(scene.statusComment(issue))
                .contains("[… the log was cut after 4 KiB, the limit of limits.logBytes …]\n```");
        assertThat(scene.run("runs", "1", "--html").out())
                .contains(
                        "The log was cut here, after 4096 B: the run&#39;s logs reached the limit of limits.logBytes");
    }

    @Test
    void aLogThatIsWholeIsNotToldToBeCut() throws Exception {
        int issue = scene.issue(scene.brief("seq 5000; exit 1"));
        String terminal = scene.run("run", "--execute").err();

        assertThat(terminal
                        + scene.statusComment(issue)
                        + scene.run("runs", "1", "--html").out())
                .doesNotContain("logBytes");
    }

    @Test
    void whatBashSaysOfItsScriptNamesTheStepEverywhere() throws Exception {
        int issue = scene.issue(scene.brief("true\nnosuchcommand\necho ${x\n"));

        String terminal = scene.run("run", "--execute").err();

        String page = scene.run("runs", "1", "--html").out();
        String log = scene.run("runs", "1", "--log", "1").out();
        for (String text : List.of(terminal, scene.statusComment(issue), page, log)) {
            assertThat(text.replace("&#39;", "'"))
                    .contains("step 'work', line 2: nosuchcommand: command not found")
                    .doesNotContain(".script:");
        }
        // The log on disk stays as it was written.
        assertThat(scene.stepLog()).containsPattern("/1\\.[0-9]+\\.script: line 2: nosuchcommand");
    }

    @Test
    void aFailureIsSaidAboveAll() throws Exception {
        scene.issue(scene.brief("echo what went wrong >&2; exit 3"));
        scene.run("run", "--execute");

        assertThat(scene.run("runs", theRun(), "--html").out())
                .contains("<span class=\"badge bad\">failed</span>")
                .contains("<code>STEP_FAILED</code> step 1 (work) failed: exit 3")
                .contains("what went wrong");
    }

    @Test
    void htmlWantsARun() {
        assertThat(scene.run("runs", "--html").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(scene.run("runs", "x", "--html", "--format", "json").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatATerminalObeysIsReadOrLeftOut() {
        assertThat(Ansi.lines("a\033[1;31mb\nc\033[m d\033[K\033[?25l\033]0;t\007e"))
                .containsExactly(
                        List.of(new Ansi.Span("", "a"), new Ansi.Span("f1 b", "b")),
                        List.of(new Ansi.Span("f1 b", "c"), new Ansi.Span("", " de")));
        assertThat(Ansi.lines("x\033[38;2;255;0;0my\033[48;5;21mz"))
                .containsExactly(
                        List.of(new Ansi.Span("", "x"), new Ansi.Span("f9", "y"), new Ansi.Span("f9 k4", "z")));
        assertThat(Ansi.lines("\033[99999999999999999999mx\033[38;5my\033[38;5;999mz\033[1"))
                .singleElement()
                .asString()
                .contains("x")
                .contains("[1");
        assertThat(
                        Ansi.lines(
                                "gone\033[2K\033[1G\033[32mok\033(B\033[m, \033[>4;2mabc\b\bX\033[Dx\n10%\b\b\b20%\b\b \n\033=y"))
                .as("as a terminal shows it: a backspace moves and erases nothing")
                .containsExactly(
                        List.of(new Ansi.Span("f2", "ok"), new Ansi.Span("", ", axc")),
                        List.of(new Ansi.Span("", "2 %")),
                        List.of(new Ansi.Span("", "y")));
        assertThat(Ansi.lines("12%\r100%\r\nnext\r")).hasSize(2);
        assertThat(Ansi.lines("")).isEmpty();
    }

    @Test
    void anInvalidBriefsPageListsItsProblems() {
        scene.issue(scene.brief("echo hi").replace("branch: main", "branch: true"));
        scene.run("run", "--execute");

        assertThat(scene.run("runs", theRun(), "--html").out())
                .contains("<li><code>WRONG_TYPE</code> &#39;branch&#39; must be a string, not true");
    }

    private String pageOf(String script) {
        scene.environment.put("KEY", Scene.SECRET);
        scene.issue(scene.brief(script));
        assertThat(scene.run("run", "--execute").exitCode()).isZero();
        return scene.run("runs", theRun(), "--html").out();
    }

    private String theRun() {
        return new JsonMapper()
                .readTree(scene.run("runs", "--format", "json").out())
                .get("runs")
                .get(0)
                .get("run")
                .stringValue();
    }

    private Path theFolder() throws IOException {
        try (Stream<Path> runs = Files.list(scene.folder.resolve("state/runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }
}
