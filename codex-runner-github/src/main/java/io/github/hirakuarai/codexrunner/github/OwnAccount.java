package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which account the runner writes as. Asked once. Safe for many threads. */
final class OwnAccount {

    private final GitHubHttp http;
    private volatile @Nullable Long id;

    /**
     * @param id as configured, or null to ask the forge
     */
    OwnAccount(GitHubHttp http, @Nullable Long id) {
        this.http = http;
        this.id = id;
    }

    /** The numeric id. */
    long id() {
        @Nullable Long known = id;
        if (known == null) {
            known = ask();
            id = known;
        }
        return known;
    }

    private long ask() {
        try {
            return GitHubJson.number(http.get("/user"), "id");
        } catch (RefusedException e) {
            // GET /user is not for an App's installation. GraphQL tells it the App's bot user.
            if (e.status() == 401) {
                throw e;
            }
            return viewer(e);
        }
    }

    private long viewer(RefusedException refusal) {
        try {
            JsonNode viewer = http.query(Map.of("query", "query { viewer { databaseId } }"))
                    .path("data")
                    .path("viewer");
            return GitHubJson.number(viewer, "databaseId");
        } catch (RunnerException e) {
            refusal.addSuppressed(e);
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    http.origin().host()
                            + " does not tell which account the token belongs to: set github.account to the"
                            + " numeric id of that user, for an App of its bot user",
                    refusal);
        }
    }
}
