package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.git.EnvironmentProxies;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Single requests to the forge for {@code doctor} and {@code init}, with the answer as it came: what the runner's own
 * client makes errors of is what these look for. Follows no redirection, so that the token goes nowhere else.
 */
final class ForgeProbe {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();

    private final URI apiUrl;
    private final TokenSource tokens;
    private final HttpClient client;

    /** @param environment names the proxies to go through */
    ForgeProbe(URI apiUrl, TokenSource tokens, Map<String, String> environment) {
        this.apiUrl = apiUrl;
        this.tokens = tokens;
        this.client = EnvironmentProxies.of(environment).client();
    }

    /** Reads at a path of the API, which begins with a slash and is encoded already. */
    HttpResponse<String> get(String path) {
        return send(api(path).GET());
    }

    /** Writes at a path of the API. */
    HttpResponse<String> post(String path, JsonNode body) {
        return send(api(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** Writes at a path of the API that takes no body. */
    HttpResponse<String> post(String path) {
        return send(api(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Asks GraphQL. */
    HttpResponse<String> graphQl(String query) {
        String address = apiUrl.toString();
        String base = address.endsWith("/api/v3") ? address.substring(0, address.length() - "/v3".length()) : address;
        return send(api(URI.create(base + "/graphql"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        JSON.createObjectNode().put("query", query).toString())));
    }

    /** Whether a repository has a label. */
    boolean hasLabel(RepositoryName repository, String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return get("/repos/" + repository + "/labels/" + encoded).statusCode() == 200;
    }

    /** What a git server says to whoever is about to push. */
    HttpResponse<String> pushAdvertisement(URI cloneUrl, String user) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(cloneUrl + "/info/refs?service=git-receive-pack"));
        tokens.token()
                .map(token -> RemoteAccess.authorization(user, token))
                .ifPresent(value -> request.header("Authorization", value));
        return send(request.GET());
    }

    /** An answer's JSON. */
    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder api(String path) {
        return api(URI.create(apiUrl + path));
    }

    private HttpRequest.Builder api(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .header("User-Agent", "codex-runner");
        tokens.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        URI uri = request.copy().build().uri();
        try {
            HttpResponse<String> answer = client.send(
                    request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (limits(answer)) {
                Instant until = limitedUntil(answer.headers());
                throw new RateLimitedException(
                        uri.getAuthority() + " limits the number of requests until " + Moments.text(until), until);
            }
            return answer;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.UNREACHABLE,
                    uri.getAuthority() + " " + why(e) + "; check github.apiUrl, the network and the proxy settings",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException(ErrorCode.UNREACHABLE, "interrupted while asking " + uri.getAuthority(), e);
        }
    }

    /** Whether an answer means that there were too many requests, and not that this one is forbidden. */
    private static boolean limits(HttpResponse<String> answer) {
        HttpHeaders headers = answer.headers();
        return answer.statusCode() == 429
                || (answer.statusCode() == 403
                        && (headers.firstValue("Retry-After").isPresent()
                                || headers.firstValue("X-RateLimit-Remaining").equals(Optional.of("0"))
                                || answer.body().contains("rate limit")));
    }

    /** A minute from now where the forge does not say it. */
    private static Instant limitedUntil(HttpHeaders headers) {
        Instant now = Instant.now();
        return seconds(headers, "Retry-After")
                .map(now::plusSeconds)
                .or(() -> seconds(headers, "X-RateLimit-Reset").map(Instant::ofEpochSecond))
                .orElse(now.plusSeconds(60));
    }

    private static Optional<Long> seconds(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,10}"))
                .map(Long::valueOf);
    }

    private static String why(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "does not answer";
        }
        for (Throwable inner = e; inner != null; inner = inner.getCause()) {
            if (inner instanceof UnresolvedAddressException || inner instanceof UnknownHostException) {
                return "is an unknown host";
            }
        }
        return e instanceof ConnectException
                ? "refuses connections"
                : "cannot be reached" + (e.getMessage() == null ? "" : " (" + SafeText.line(e.getMessage()) + ")");
    }
}
