package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * What accounts may do, remembered for some minutes, so that a poll in which nothing changed asks nothing. Whoever may write
 * is asked about again right before anything is run, and so is remembered for longer. Safe for many threads.
 */
final class Permissions {

    private static final Duration WRITERS_REMEMBERED = Duration.ofMinutes(60);
    private static final Duration OTHERS_REMEMBERED = Duration.ofMinutes(15);

    /** Who comments decides how many there are, so their number has a bound. */
    private static final int MOST = 10_000;

    private final GitHubClient client;
    private final Clock clock;
    private final Map<Question, Known> known = new ConcurrentHashMap<>();

    Permissions(GitHubClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    Permission of(RepositoryName repository, Account account, boolean fresh) {
        Question question = new Question(repository, account);
        Known answer = known.get(question);
        Instant now = clock.instant();
        if (!fresh && answer != null && now.isBefore(answer.until()) && !now.isBefore(answer.asked())) {
            return answer.permission();
        }
        Permission permission = client.permission(repository, account);
        if (known.size() >= MOST) {
            known.clear();
        }
        Duration remembered = permission.includes(Permission.WRITE) ? WRITERS_REMEMBERED : OTHERS_REMEMBERED;
        known.put(question, new Known(permission, now, now.plus(remembered)));
        return permission;
    }

    /** The answer's {@code role_name}; where that is an organisation's own role, the legacy {@code permission} that it stands on. */
    static Permission read(JsonNode json) {
        String role = json.path("role_name").asString("");
        return switch (role) {
            case "admin", "maintain", "write", "triage", "read" -> named(role);
            default -> named(json.path("permission").asString("none"));
        };
    }

    private static Permission named(String name) {
        return switch (name) {
            case "admin", "owner" -> Permission.ADMIN;
            case "maintain" -> Permission.MAINTAIN;
            case "write" -> Permission.WRITE;
            case "triage" -> Permission.TRIAGE;
            case "read" -> Permission.READ;
            default -> Permission.NONE;
        };
    }

    private record Question(RepositoryName repository, Account account) {}

    private record Known(Permission permission, Instant asked, Instant until) {}
}
