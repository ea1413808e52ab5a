package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tokens of a GitHub App's installation. Each holds for an hour, and is renewed some minutes before it ends. Safe for many
 * threads.
 */
final class AppTokens implements TokenSource {

    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(10);

    private final GitHubHttp http;
    private final RepositoryName repository;
    private final Clock clock;
    private @Nullable Token current;

    /**
     * @param http signs its requests as the App
     * @param repository one that the App is installed on
     */
    AppTokens(GitHubHttp http, RepositoryName repository, Clock clock) {
        this.http = http;
        this.repository = repository;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<String> token() {
        Instant now = clock.instant();
        Token token = current;
        if (token == null || !now.isBefore(token.end().minus(RENEWED_BEFORE))) {
            try {
                token = renew();
                current = token;
            } catch (RunnerException e) {
                // The old one still holds for a while: what is under way need not fail.
                if (token == null || !now.isBefore(token.end())) {
                    throw e;
                }
            }
        }
        return Optional.of(token.value());
    }

    private Token renew() {
        JsonNode installation = http.find("/repos/" + repository + "/installation")
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.REFUSED,
                        "the GitHub App is not installed on " + repository
                                + ": install it there, or check github.app.id"));
        JsonNode token = http.ask("/app/installations/" + GitHubJson.number(installation, "id") + "/access_tokens");
        try {
            return new Token(GitHubJson.text(token, "token"), Instant.parse(GitHubJson.text(token, "expires_at")));
        } catch (DateTimeException e) {
            throw new RunnerException(
                    ErrorCode.REFUSED, http.origin().host() + " gives a token without a readable time of expiry", e);
        }
    }

    private record Token(String value, Instant end) {

        @Override
        public String toString() {
            return "a token until " + end;
        }
    }
}
