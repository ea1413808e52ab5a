package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The form of {@code demo --keep}: it causes steps to run, so that nobody but its own page may send it. */
@Timeout(180)
class DemoPageTest {

    @TempDir
    private Path folder;

    private Demo demo;
    private DemoRuns runs;
    private PageServer server;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void setUp() throws IOException {
        folder = folder.toRealPath();
        demo = Demo.set(Files.createDirectory(folder.resolve("demo")), 0, null, Demo.LOCAL);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        runs = new DemoRuns(
                Main.context(nowhere, new PrintStream(said, true, StandardCharsets.UTF_8), environment, folder),
                new CommonOptions(),
                demo);
        server = PageServer.start(
                0, "--port", new DemoPage(runs.pages(), new PageWords(Locale.ENGLISH), demo, runs::later));
    }

    @AfterEach
    void tearDown() {
        server.close();
        runs.close();
        demo.forge().close();
    }

    private String comment(String key, String issue, String text, String... headers) throws IOException {
        String form = "issue=" + URLEncoder.encode(issue, StandardCharsets.UTF_8) + "&text="
                + URLEncoder.encode(text, StandardCharsets.UTF_8);
        return RawHttp.ask(server.address(), "POST", key + "comments", form, headers);
    }

    private String post(String path, String title, String text, String... headers) throws IOException {
        String form = "title=" + URLEncoder.encode(title, StandardCharsets.UTF_8) + "&text="
                + URLEncoder.encode(text, StandardCharsets.UTF_8);
        return RawHttp.ask(server.address(), "POST", path, form, headers);
    }

    @Test
    @Timeout(60)
    void theRunnerGoesOnLookingForBriefsAndCommandsAndSaysNothingTwice() throws Exception {
        runs.run();
        said.reset();
        runs.watch(Duration.ofMillis(100));
        int issue = demo.forge()
                .createIssue(
                        Demo.REPOSITORY,
                        "alice",
                        "fails",
                        """
                        ```codex-brief
                        executor: devbox-codex
                        repo: %s
                        branch: main
                        workdir: %s
                        steps: [{name: fails, shell: exit 3}]
                        outputs: []
                        ```
                        """.formatted(Demo.REPOSITORY, demo.workdir()),
                        List.of("codex:enabled"));
        Until.holds(() -> statusComment(issue).contains("state=FAILED"));
        demo.forge().as("alice").comment(Demo.REPOSITORY, issue, "/codex retry");
        Until.holds(() -> statusComment(issue).contains("attempt 2"));

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("fails").doesNotContain("finished");
    }

    @Test
    void aRateLimitIsShownOnThePageAndSaidOnce() throws Exception {
        demo.forge().setRateLimit(0);
        runs.watch(Duration.ofMillis(20));
        Until.holds(() -> said.toString(StandardCharsets.UTF_8).contains("limits the number of requests until "));
        int requests = demo.forge().requests().size();
        for (int looks = 0; looks < 3; looks++) {
            runs.later();
        }
        Until.holds(() -> demo.forge().requests().size() > requests + 3);

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .matches("codex-runner: .* until [0-9-]{10} [0-9:]{8} UTC; no request is sent before then");
        assertThat(RawHttp.ask(server.address(), "GET", server.address().getPath(), ""))
                .containsPattern("Waiting for the rate limit until [0-9]{2}:[0-9]{2} UTC");
    }

    @Test
    void theDemosOwnForgeLimitsNothing() throws Exception {
        String answer = RawHttp.ask(
                demo.forge().webUrl(), "GET", "/api/v3/rate_limit", "", "Authorization: Bearer " + demo.token());

        assertThat(answer).containsPattern("\"limit\" ?: ?[0-9]{8}");
    }

    private String statusComment(int issue) {
        return demo.forge().look(Demo.REPOSITORY).comments(issue).stream()
                .map(RepositoryView.CommentView::body)
                .reduce("", String::concat);
    }

    @Test
    void aPersonWritesABriefOfTheirOwnAndGetsAPullRequest() throws Exception {
        try (Chromium browser = Chromium.start(folder)) {
            browser.open(server.address(), 360, true);
            assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo("true");
            browser.press("Tab");
            assertThat(browser.value("document.activeElement.id")).isEqualTo("title");
            browser.value("document.activeElement.value = 'My own <b>'");
            browser.press("Tab");
            assertThat(browser.value("document.activeElement.id")).isEqualTo("text");
            browser.value(
                    "document.activeElement.value = document.activeElement.value.replace('echo \"Hello', 'echo \"Good day')");
            browser.press("Tab");
            assertThat(browser.value("document.activeElement.id")).isEqualTo("send");
            browser.press("Enter");
            browser.until("document.querySelector('#live .to')?.innerText == 'Pull request'");

            assertThat(browser.value("document.getElementById('title').value")).isEqualTo("My own <b>");
            assertThat(browser.value("document.getElementById('text').value"))
                    .as("what was posted, to be changed and posted again")
                    .contains("echo \"Good day");
            assertThat(browser.value("document.querySelector('#live').innerText"))
                    .contains("My own <b>");
            assertThat(browser.value("document.querySelector('[role=status] a').href"))
                    .isEqualTo(demo.page(2).toString());
            assertThat(browser.value("document.querySelector('#live .to').href"))
                    .startsWith(demo.forge().webUrl() + Demo.REPOSITORY + "/pull/");
        }
        assertThat(demo.forge().look(Demo.REPOSITORY).pulls())
                .extracting(pull -> pull.issue().title())
                .contains("Add a greeting");
    }

    @Test
    void onlyThePageItselfMaySendItsForm() throws Exception {
        String key = server.address().getPath();
        String own = "Origin: http://127.0.0.1:" + server.address().getPort();
        String text = demo.sample();
        int issues = issues();

        for (String denied : List.of(
                post(key + "issues", "x", text, "Origin: https://evil.example"),
                post(key + "issues", "x", text, "Origin: null"),
                post(key + "issues", "x", text, "Origin: http://127.0.0.1:1"),
                post(key + "issues", "x", text),
                post(key + "issues", "x", text, own, own),
                post(key + "issues", "x", text, own, "Host: evil.example"),
                post(
                        key + "issues",
                        "x",
                        text,
                        own,
                        "Host: evil.example:" + server.address().getPort()),
                post("/issues", "x", text, own),
                post("/AAAAAAAAAAAAAAAAAAAAAA/issues", "x", text, own))) {
            assertThat(denied).startsWith("HTTP/1.1 403");
        }
        assertThat(post(key + "issues", "x", "y".repeat(300_000), own)).startsWith("HTTP/1.1 413");
        assertThat(post(key, "x", text, own)).startsWith("HTTP/1.1 405");
        assertThat(post(key + "issues", " ", text, own)).startsWith("HTTP/1.1 303");
        assertThat(RawHttp.ask(server.address(), "GET", key + "issues?title=x&text=y", ""))
                .startsWith("HTTP/1.1 404");
        assertThat(issues()).isEqualTo(issues);

        assertThat(post(key + "issues", "x", "no brief", own)).startsWith("HTTP/1.1 303");
        assertThat(issues()).isEqualTo(issues + 1);
    }

    @Test
    void onlyThePageItselfMaySendAComment() throws Exception {
        String key = server.address().getPath();
        int port = server.address().getPort();
        String own = "Origin: http://127.0.0.1:" + port;
        String text = demo.sampleComment();

        for (String denied : List.of(
                comment(key, "1", text, "Origin: https://evil.example"),
                comment(key, "1", text, "Origin: null"),
                comment(key, "1", text),
                comment(key, "1", text, own, own),
                comment(key, "1", text, own, "Host: evil.example:" + port),
                comment("/", "1", text, own),
                comment("/AAAAAAAAAAAAAAAAAAAAAA/", "1", text, own))) {
            assertThat(denied).startsWith("HTTP/1.1 403");
        }
        for (String issue : List.of("", "2", "-1", "99999999999", "x")) {
            assertThat(comment(key, issue, text, own)).startsWith("HTTP/1.1 303");
        }
        assertThat(comment(key, "1", " ", own)).startsWith("HTTP/1.1 303");
        assertThat(demo.forge().look(Demo.REPOSITORY).comments(1)).isEmpty();

        assertThat(comment(key, "1", "hello", own)).startsWith("HTTP/1.1 303");
        assertThat(demo.forge().look(Demo.REPOSITORY).comments(1)).hasSize(1);
    }

    @Test
    void aPersonCommentsWithABriefAndReadsTheAnswerOnTheIssue() throws Exception {
        runs.run();
        try (Chromium browser = Chromium.start(folder)) {
            browser.open(server.address(), 360, false);
            browser.value("document.getElementById('issue').focus()");
            browser.press("Tab");
            assertThat(browser.value("document.activeElement.id")).isEqualTo("comment");
            browser.press("Tab");
            assertThat(browser.value("document.activeElement.id")).isEqualTo("send-comment");
            browser.press("Enter");
            browser.until("document.querySelector('[role=status] a')?.href.includes('/issues/1#issuecomment-')");
            Until.holds(() -> statusComment(1).contains("README.md\n"));
        }
    }

    @Test
    void whatWasPostedIsShownAsQueuedWhileAnotherBriefRuns() throws Exception {
        String own = "Origin: http://127.0.0.1:" + server.address().getPort();
        Path go = folder.resolve("go");
        String key = server.address().getPath();
        post(
                key + "issues",
                "first",
                demo.sample().replace("echo \"Hello", "until [ -e " + go + " ]; do sleep 0.1; done; echo \"Hello"),
                own);
        Until.holds(() -> RawHttp.ask(server.address(), "GET", key, "").contains("step 1 of 1"));

        post(key + "issues", "second <b>", demo.sample(), own);
        assertThat(RawHttp.ask(server.address(), "GET", key, ""))
                .contains(
                        ">queued</span><strong><a rel=\"noopener noreferrer\" href=\"" + demo.page(3),
                        "second &lt;b&gt;");
        Files.createFile(go);
        Until.holds(() -> statusComment(3).contains("state=DONE"));
        assertThat(RawHttp.ask(server.address(), "GET", key, "")).doesNotContain(">queued<");
    }

    private int issues() {
        int number = 0;
        while (demo.forge().look(Demo.REPOSITORY).issue(number + 1).isPresent()) {
            number++;
        }
        return number;
    }

    @Test
    void aRepositoryOfOnesOwnIsCopiedAndLeftAsItIs() throws Exception {
        Path own = Files.createDirectory(folder.resolve("my app"));
        try (Git git =
                Git.init().setDirectory(own.toFile()).setInitialBranch("trunk").call()) {
            Files.writeString(own.resolve("a.txt"), "mine\n");
            git.add().addFilepattern("a.txt").call();
            git.commit()
                    .setMessage("mine")
                    .setSign(false)
                    .setAuthor("x", "x@example.org")
                    .call();
        }

        Demo other = Demo.set(Files.createDirectory(folder.resolve("other")), 0, own, Demo.LOCAL);
        try (LoopbackForge forge = other.forge()) {
            assertThat(other.repository()).isEqualTo("demo/my-app");
            assertThat(other.branch()).isEqualTo("trunk");
            assertThat(Files.readString(other.workdir().resolve("a.txt"))).isEqualTo("mine\n");
            assertThat(other.sample()).contains("repo: demo/my-app\nbranch: trunk\nworkdir: " + other.workdir());
            assertThat(own.resolve(".git/config"))
                    .content()
                    .doesNotContain(forge.webUrl().toString());
        }
    }

    @Test
    void aFolderThatIsNoRepositoryIsNamed() throws Exception {
        try (Scene scene = Scene.in(Files.createDirectory(folder.resolve("scene")))) {
            Scene.Ran ran = scene.run("demo", "--repo", "nosuch");

            assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .contains("nosuch: it is not a Git repository", "--repo");
        }
    }
}
