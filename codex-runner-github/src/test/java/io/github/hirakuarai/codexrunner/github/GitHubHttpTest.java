package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubHttpTest {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private static final String TOKEN = "ghp_thetoken";
    private static final HttpTimings TIMINGS =
            new HttpTimings(Duration.ofSeconds(5), Duration.ofSeconds(30), 3, Duration.ofMillis(1), true);

    private final HttpStub forge = new HttpStub();
    private final SettableClock clock = new SettableClock();
    private final FastWaiting waiting = new FastWaiting();
    private final GitHubHttp http = http(forge.url(), TOKEN, TIMINGS);

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void aRequestCarriesTheTokenAndAsksForGitHubsJson() {
        forge.reply(200, "{}");

        http.get("/user");

        HttpStub.Request request = forge.requests().get(0);
        assertThat(request.path()).isEqualTo("/user");
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(request.header("Accept")).isEqualTo("application/vnd.github+json");
        assertThat(request.header("User-agent")).isEqualTo("codex-runner");
    }

    @Test
    void withoutATokenTheForgeIsAskedAsAStranger() {
        forge.reply(200, "{}");

        new GitHubHttp(HTTP, forge.url(), Optional::empty, TestContext.TEXTS, clock, TIMINGS, waiting).get("/user");

        assertThat(forge.requests().get(0).header("Authorization")).isNull();
    }

    @Test
    void aRedirectToAnotherHostIsNotFollowed() {
        try (HttpStub stranger = new HttpStub()) {
            forge.reply(302, "", "Location", stranger.url() + "/user");

            assertThat(refusal(() -> http.get("/user")).code()).isEqualTo(ErrorCode.REFUSED);
            assertThat(stranger.requests()).isEmpty();
        }
    }

    @Test
    void aLinkToAnotherHostIsNotFollowed() {
        try (HttpStub stranger = new HttpStub()) {
            forge.reply(200, "[{}]", "Link", "<" + stranger.url() + "/issues?page=2>; rel=\"next\"");

            assertThat(refusal(() -> http.list("/issues")).code()).isEqualTo(ErrorCode.REFUSED);
            assertThat(stranger.requests()).isEmpty();
        }
    }

    @Test
    void aRedirectOnTheSameOriginIsFollowed() {
        forge.reply(301, "{\"message\": \"Moved Permanently\"}", "Location", forge.url() + "/repositories/7")
                .reply(200, "{\"id\": 7}");

        assertThat(http.get("/repos/old/name").path("id").asInt()).isEqualTo(7);
        assertThat(forge.requests().get(1).path()).isEqualTo("/repositories/7");
    }

    @Test
    void redirectsInACircleEnd() {
        for (int i = 0; i < 4; i++) {
            forge.reply(302, "", "Location", "/again");
        }

        assertThat(refusal(() -> http.get("/again"))).hasMessageContaining("in a circle");
    }

    @Test
    void aWriteIsNotTurnedIntoAReadByARedirect() {
        forge.reply(301, "{}", "Location", forge.url() + "/repositories/7/issues/1/comments");

        assertThat(refusal(() -> http.writeOnce("POST", "/x", Map.of(), true, Fence.OPEN)))
                .hasMessageContaining("has moved");
        assertThat(forge.requests()).hasSize(1);
    }

    @Test
    void aWriteFollowsARedirectThatKeepsItsMethod() {
        forge.reply(307, "{}", "Location", forge.url() + "/repositories/7/x").reply(201, "{}");

        http.writeOnce("POST", "/x", Map.of("body", "text"), true, Fence.OPEN);

        assertThat(forge.requests()).extracting(HttpStub.Request::method).containsExactly("POST", "POST");
        assertThat(forge.requests().get(1).body()).isEqualTo("{\"body\":\"text\"}");
    }

    @Test
    void pagesAreFollowedAsTheForgeGivesThem() {
        forge.reply(
                        200,
                        "[{\"id\": 1}]",
                        "Link",
                        "<" + forge.url() + "/repositories/7/issues?after=x%3D&page=2>; rel=\"next\", <" + forge.url()
                                + "/repositories/7/issues?page=2>; rel=\"last\"")
                .reply(200, "[{\"id\": 2}]", "Link", "<" + forge.url() + "/issues?page=1>; rel=\"prev\"");

        assertThat(http.list("/issues?per_page=100"))
                .extracting(item -> item.path("id").asInt())
                .containsExactly(1, 2);
        assertThat(forge.requests().get(1).path()).isEqualTo("/repositories/7/issues?after=x%3D&page=2");
    }

    @Test
    void aForgeWithoutLinksIsAskedForFurtherPages() {
        forge.reply(200, items(1, 100)).reply(200, items(101, 3)).reply(200, "[]");

        assertThat(http.list("/issues?per_page=100")).hasSize(103);
        assertThat(forge.requests().get(1).path()).isEqualTo("/issues?per_page=100&page=2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 25, 30, 99})
    void whateverAForgeWithoutLinksPutsOnAPageOnlyAnEmptyOneIsTheEnd(int size) {
        forge.reply(200, items(1, size))
                .reply(200, items(1 + size, size))
                .reply(200, items(1 + 2 * size, 1))
                .reply(200, "[]");

        assertThat(http.list("/issues?per_page=100")).hasSize(2 * size + 1);
    }

    @Test
    void aForgeThatHasLinkedPagesIsBelievedWhenItLinksNoMore() {
        forge.reply(200, items(1, 3), "Link", "<" + forge.url() + "/issues?page=1>; rel=\"first\"")
                .reply(200, items(1, 30));

        assertThat(http.list("/issues?per_page=100")).hasSize(3);
        assertThat(http.list("/comments?per_page=100")).hasSize(30);
        assertThat(forge.requests()).hasSize(2);
    }

    @Test
    void aListThatGoesRoundInCirclesIsEnded() {
        // A request that the client repeats skips a page, which must not make two pages in a row the same.
        for (int n = 0; n < 2_100; n++) {
            forge.reply(200, items(1 + n % 50, 1), "Link", "<" + forge.url() + "/issues?page=2>; rel=\"next\"");
        }

        assertThatThrownBy(() -> http.list("/issues?per_page=100"))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("has not ended after 2000 pages");
    }

    @Test
    void anAnswerThatFillsTheMemoryIsEnded() {
        forge.reply(200, "[\"" + "x".repeat((64 << 20) + 1) + "\"]");

        assertThatThrownBy(() -> http.get("/issues"))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("more than 64 MB");
    }

    @Test
    void aForgeWithoutPagesGivesItsListOnce() {
        forge.reply(200, items(1, 120)).reply(200, items(1, 120));

        assertThat(http.list("/issues?per_page=100")).hasSize(120);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aReadIsRepeatedWhenTheForgeStumbles(int status) {
        forge.reply(status, "oops").reply(status, "").reply(200, "{\"id\": 1}");

        assertThat(http.get("/user").path("id").asInt()).isEqualTo(1);
    }

    @Test
    void aReadIsNotRepeatedForEver() {
        for (int i = 0; i < 10; i++) {
            forge.reply(502, "<html>Bad Gateway</html>", "Content-Type", "text/html");
        }

        assertThat(refusal(() -> http.get("/user")).code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(forge.requests()).hasSize(4);
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNotRepeatedBlindly() {
        forge.reply(502, "");

        assertThatThrownBy(() -> http.writeOnce("POST", "/x", Map.of(), true, Fence.OPEN))
                .isInstanceOf(LostAnswerException.class);
        assertThat(forge.requests()).hasSize(1);
    }

    @Test
    void aWriteThatMayBeRepeatedAsksItsFenceEachTime() {
        forge.reply(502, "").reply(200, "{}");
        int[] checks = {0};

        http.write("PATCH", "/x", Map.of(), () -> checks[0]++);

        assertThat(checks[0]).isEqualTo(2);
    }

    @Test
    void aLostClaimSendsNothing() {
        Fence lost = () -> {
            throw new RunnerException(ErrorCode.LEASE_LOST, "another runner holds the claim");
        };

        assertThat(refusal(() -> http.write("DELETE", "/x", null, lost)).code()).isEqualTo(ErrorCode.LEASE_LOST);
        assertThat(forge.requests()).isEmpty();
    }

    @Test
    void theFenceIsAskedAfterTheWaitForThePace() {
        for (int i = 0; i < 21; i++) {
            forge.reply(200, "{}");
        }
        int[] waitsBeforeCheck = {0};

        for (int i = 0; i < 21; i++) {
            http.write(
                    "PATCH",
                    "/x",
                    Map.of(),
                    () -> waitsBeforeCheck[0] = waiting.waits().size());
        }

        assertThat(waiting.waits()).hasSize(1);
        assertThat(waitsBeforeCheck[0]).isEqualTo(1);
    }

    @Test
    void aRateLimitSaysUntilWhenAndNothingIsSentBefore() {
        forge.reply(429, "{\"message\": \"slow down\"}", "Retry-After", "30").reply(200, "{}");

        assertThat(limit(() -> http.get("/user")).until()).isEqualTo(SettableClock.START.plusSeconds(30));
        clock.pass(Duration.ofSeconds(29));
        limit(() -> http.get("/user"));
        limit(() -> http.write("PATCH", "/x", Map.of(), Fence.OPEN));
        assertThat(forge.requests()).hasSize(1);

        clock.pass(Duration.ofSeconds(1));
        http.get("/user");
        assertThat(forge.requests()).hasSize(2);
    }

    @Test
    void aSecondaryLimitWithoutATimeIsAMinuteAndDoubles() {
        String message = "{\"message\": \"You have exceeded a secondary rate limit.\"}";
        forge.reply(403, message).reply(403, message).reply(200, "{}").reply(403, message);

        assertThat(limit(() -> http.get("/user")).until())
                .isEqualTo(clock.instant().plusSeconds(60));
        clock.pass(Duration.ofMinutes(1));
        assertThat(limit(() -> http.get("/user")).until())
                .isEqualTo(clock.instant().plusSeconds(120));
        clock.pass(Duration.ofMinutes(2));
        http.get("/user");
        assertThat(limit(() -> http.get("/user")).until())
                .isEqualTo(clock.instant().plusSeconds(60));
    }

    @Test
    void aGraphQlLimitIsALimit() {
        forge.reply(200, "{\"errors\": [{\"type\": \"RATE_LIMITED\", \"message\": \"too much\"}]}");

        limit(() -> http.query(Map.of("query", "{}")));
    }

    @Test
    void aForbiddenRequestIsNoLimitAndNamesThePermission() {
        forge.reply(
                403,
                "{\"message\": \"Resource not accessible by personal access token\"}",
                "X-Accepted-GitHub-Permissions",
                "pull_requests=write");

        RunnerException refusal = refusal(() -> http.writeOnce("POST", "/repos/o/r/pulls", Map.of(), true, Fence.OPEN));

        assertThat(refusal.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(refusal)
                .hasMessageContaining("Resource not accessible by personal access token")
                .hasMessageContaining("the token needs pull_requests=write");
    }

    @Test
    void aWrongTokenIsNamedByItsMendAndNotByItsText() {
        forge.reply(401, "{\"message\": \"Bad credentials " + TestContext.SECRET + "\\nsecond line\"}");

        assertThat(refusal(() -> http.get("/user")))
                .hasMessageContaining("GITHUB_TOKEN")
                .hasMessageContaining("***")
                .hasMessageNotContainingAny(TOKEN, TestContext.SECRET, "\n");
    }

    @Test
    void aTokenThatCannotStandInAHeaderIsNotShown() {
        assertThat(refusal(() -> http(forge.url(), "ghp_a\nb", TIMINGS).get("/user")))
                .hasMessageNotContaining("ghp_a")
                .extracting(RunnerException::code)
                .isEqualTo(ErrorCode.CONFIGURATION);
    }

    @Test
    void aServerThatAnswersHtmlIsNamed() {
        forge.reply(200, "<html><body>Sign in</body></html>", "Content-Type", "text/html");

        RunnerException refusal = refusal(() -> http.get("/user"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(refusal).hasMessageContaining("text/html").hasMessageContaining("/api/v3");
        assertThat(refusal.getMessage()).doesNotContain("\n");
    }

    @Test
    void whatIsNotThereIsToldFromWhatIsRefused() {
        forge.reply(404, "{\"message\": \"Not Found\"}").reply(410, "{\"message\": \"Gone\"}");

        assertThat(refusal(() -> http.get("/repos/o/r")).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(http.find("/repos/o/r")).isEmpty();
    }

    /** A wrong path of the API answers 404 to everything. */
    @Test
    void whereNothingWasFoundYetTheAddressOfTheApiIsNamed() {
        forge.reply(404, "{\"message\": \"Not Found\"}")
                .reply(404, "<html>not found</html>", "Content-Type", "text/html")
                .reply(200, "{}")
                .reply(404, "{\"message\": \"Not Found\"}");

        for (int asked = 0; asked < 2; asked++) {
            assertThat(refusal(() -> http.get("/repos/o/r"))).hasMessageContaining("github.apiUrl");
        }
        http.get("/user");
        assertThat(refusal(() -> http.get("/repos/o/r")).getMessage())
                .endsWith("check the name and the token's access");
    }

    @Test
    void bothShapesOfA422AreRead() {
        forge.reply(422, "{\"message\": \"Validation Failed\", \"errors\": [\"body is too long\"]}")
                .reply(
                        422,
                        "{\"message\": \"Validation Failed\", \"errors\": [{\"resource\": \"PullRequest\", \"field\":"
                                + " \"base\", \"code\": \"invalid\"}]}");

        assertThat(refusal(() -> http.writeOnce("POST", "/x", Map.of(), true, Fence.OPEN)))
                .hasMessageContaining("body is too long");
        assertThat(refusal(() -> http.writeOnce("POST", "/x", Map.of(), true, Fence.OPEN)))
                .hasMessageContaining("PullRequest base invalid");
    }

    @Test
    void anAnswerWhoseBodyNeverEndsIsLost() {
        forge.stall();
        HttpTimings hasty =
                new HttpTimings(Duration.ofSeconds(5), Duration.ofMillis(200), 0, Duration.ofMillis(1), true);

        assertThatThrownBy(() -> http(forge.url(), TOKEN, hasty).get("/user")).isInstanceOf(LostAnswerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"body\": \"x"})
    void anAnswerThatFlowsWithoutEndIsEndedBeforeItFillsTheMemory(String begin) {
        forge.endless("[" + begin, begin.isEmpty() ? "{}," : "x");

        assertThat(refusal(() -> http.get("/user"))).hasMessageContaining("more than 64 MB");
        assertThat(refusal(() -> http.get("/user")).code()).isEqualTo(ErrorCode.REFUSED);
    }

    @Test
    void anAnswerOfMoreValuesThanTheMemoryHoldsIsRefused() {
        forge.reply(200, "[" + "{},".repeat(3_000_000) + "{}]");

        assertThat(refusal(() -> http.get("/user")).code()).isEqualTo(ErrorCode.REFUSED);
    }

    @Test
    void aListWithoutEndIsEndedByItsSizeToo() {
        String page = "[\"" + "x".repeat(30 << 20) + "\"]";
        for (int i = 0; i < 8; i++) {
            forge.reply(
                    200,
                    page.replace("[\"", "[\"" + i),
                    "Link",
                    "<" + forge.url() + "/x?page=" + i + ">; rel=\"next\"");
        }

        assertThat(refusal(() -> http.list("/x"))).hasMessageContaining("has not ended after 5 pages and 150 MB");
    }

    @Test
    void aForgeThatIsNotThereIsUnreachable() {
        URI nowhere = forge.url();
        forge.close();

        RunnerException unreachable = refusal(() -> http.get("/user"));

        assertThat(unreachable.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(unreachable).hasMessageContaining(nowhere.getAuthority());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://forge.example",
                "ftp://127.0.0.1",
                "https://user:password@forge.example",
                "http://127.0.0.1.evil.example",
                "https://forge.example?x=1",
                "forge.example"
            })
    void anAddressThatWouldShowTheTokenIsRefused(String url) {
        assertThat(refusal(() -> http(URI.create(url), TOKEN, TIMINGS)))
                .hasMessageContaining("github.apiUrl")
                .hasMessageNotContaining("password");
    }

    @Test
    void graphQlStandsBesideTheRestApi() {
        assertThat(new Origin(URI.create("https://api.github.com/")).graphql())
                .hasToString("https://api.github.com/graphql");
        assertThat(new Origin(URI.create("https://ghe.example/api/v3")).graphql())
                .hasToString("https://ghe.example/api/graphql");
        assertThat(new Origin(URI.create("https://api.octo.ghe.com")).graphql())
                .hasToString("https://api.octo.ghe.com/graphql");
    }

    private GitHubHttp http(URI url, String token, HttpTimings timings) {
        return new GitHubHttp(HTTP, url, () -> Optional.of(token), TestContext.TEXTS, clock, timings, waiting);
    }

    private static RunnerException refusal(ThrowingCallable call) {
        return catchThrowableOfType(RunnerException.class, call);
    }

    private static RateLimitedException limit(ThrowingCallable call) {
        RateLimitedException limit = catchThrowableOfType(RateLimitedException.class, call);
        assertThat(limit.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        return limit;
    }

    private static String items(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(id -> "{\"id\": " + id + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
