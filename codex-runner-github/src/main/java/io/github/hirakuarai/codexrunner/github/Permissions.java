package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What accounts may do, remembered for some minutes, so that a poll in which nothing changed asks nothing. Whoever may write
 * is asked about again right before anything is run, and so is remembered for longer. Safe for many threads.
 */
final class Permissions {

    private static final Duration WRITERS_REMEMBERED = Duration.ofMinutes(60);
    private static final Duration OTHERS_REMEMBERED = Duration.ofMinutes(15);

    /** Whoever reads a document judges it at once. */
    private static final Duration TOLD_REMEMBERED = Duration.ofSeconds(5);

    /** Who comments decides how many there are, so their number has a bound. */
    private static final int MOST = 10_000;

    private final GitHubClient client;
    private final Clock clock;
    private final Map<String, Permission> roles;
    private final Map<Question, Known> known = new ConcurrentHashMap<>();
    /** What came with the document that was read last, each good for one question. */
    private final Map<Question, Known> told = new ConcurrentHashMap<>();

    /** @param roles what the forge's own roles are worth, by their names in lower case */
    Permissions(GitHubClient client, Clock clock, Map<String, Permission> roles) {
        this.client = client;
        this.clock = clock;
        this.roles = Map.copyOf(roles);
    }

    /** What the configuration says of a forge's own roles. */
    static Map<String, Permission> roles(Settings settings) {
        Map<String, Permission> roles = new HashMap<>();
        settings.textsByKey("github.roles")
                .forEach((role, permission) -> roles.put(
                        role.toLowerCase(Locale.ROOT), Permission.valueOf(permission.toUpperCase(Locale.ROOT))));
        return roles;
    }

    /** A document of the repository is about to be read: what came with another says nothing of this moment. */
    void reading(RepositoryName repository) {
        told.keySet().removeIf(question -> question.repository().equals(repository));
    }

    /**
     * A permission came with a document, and so is as fresh as that. Not where the forge's own roles are worth something else: only REST
     * names them.
     *
     * @param asked when the question for the document was sent
     */
    void came(RepositoryName repository, Account account, Permission permission, Instant asked) {
        if (roles.isEmpty()) {
            told.put(
                    new Question(repository, account),
                    new Known(new Role(permission, null), asked, asked.plus(TOLD_REMEMBERED)));
        }
    }

    Permission of(RepositoryName repository, Account account, boolean fresh) {
        Question question = new Question(repository, account);
        Known answer = known.get(question);
        Instant now = clock.instant();
        if (!fresh && answer != null && now.isBefore(answer.until()) && !now.isBefore(answer.asked())) {
            return answer.role().permission();
        }
        Known came = told.remove(question);
        Role role = came != null && now.isBefore(came.until()) && !now.isBefore(came.asked())
                ? came.role()
                : role(repository, account);
        Permission permission = role.permission();
        if (known.size() >= MOST) {
            known.clear();
        }
        Duration remembered = permission.includes(Permission.WRITE) ? WRITERS_REMEMBERED : OTHERS_REMEMBERED;
        known.put(question, new Known(role, now, now.plus(remembered)));
        return permission;
    }

    /** The name of a role that is neither known nor mapped, as {@link #of} last heard it. */
    Optional<String> unknownRole(RepositoryName repository, Account account) {
        Known answer = known.get(new Question(repository, account));
        return answer == null
                ? Optional.empty()
                : Optional.ofNullable(answer.role().unknown());
    }

    private Role role(RepositoryName repository, Account account) {
        Optional<JsonNode> answer = client.permission(repository, account);
        if (answer.isPresent()) {
            return read(answer.get());
        }
        return new Role(client.isOwner(repository, account) ? Permission.ADMIN : Permission.NONE, null);
    }

    /**
     * The answer's {@code role_name}; where that is an organisation's own role, what the configuration maps it to, else the
     * legacy {@code permission} that it stands on.
     */
    private Role read(JsonNode json) {
        String role = json.path("role_name").asString("");
        String legacy = json.path("permission").asString("none");
        Optional<Permission> found = named(role)
                .or(() -> Optional.ofNullable(roles.get(role.toLowerCase(Locale.ROOT))))
                .or(() -> named(legacy))
                .or(() -> Optional.ofNullable(roles.get(legacy.toLowerCase(Locale.ROOT))));
        return found.map(permission -> new Role(permission, null))
                .orElseGet(() -> new Role(Permission.NONE, Answers.oneLine(role.isEmpty() ? legacy : role)));
    }

    private static Optional<Permission> named(String name) {
        return switch (name) {
            case "admin", "owner" -> Optional.of(Permission.ADMIN);
            case "maintain" -> Optional.of(Permission.MAINTAIN);
            case "write" -> Optional.of(Permission.WRITE);
            case "triage" -> Optional.of(Permission.TRIAGE);
            case "read" -> Optional.of(Permission.READ);
            case "none" -> Optional.of(Permission.NONE);
            default -> Optional.empty();
        };
    }

    private record Question(RepositoryName repository, Account account) {}

    private record Known(Role role, Instant asked, Instant until) {}

    /** @param unknown the forge's name for it, where nobody here knows what it is worth; else null */
    private record Role(Permission permission, @Nullable String unknown) {}
}
