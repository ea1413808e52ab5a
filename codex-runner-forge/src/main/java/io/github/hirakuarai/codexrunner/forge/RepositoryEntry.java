package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A repository: what hangs on it besides its git objects, which {@link #git} holds. */
final class RepositoryEntry {

    final long id;
    final ForgeUser owner;
    final String defaultBranch;
    final Instant createdAt;
    final GitStore git;
    final TreeMap<Integer, IssueEntry> issues = new TreeMap<>();
    final List<StatusEntry> statuses = new ArrayList<>();
    final Set<String> protectedBranches = new LinkedHashSet<>();
    /** Refs that take no push, by how their names begin. */
    final Map<String, Refusal> refusals = new TreeMap<>();
    /** Issues that were deleted, by number. */
    final Set<Integer> deleted = new HashSet<>();
    /** Issues that went to another repository, by their number here. */
    final Map<Integer, IssueEntry> transferred = new HashMap<>();

    RepositoryName name;
    boolean hidden;
    Instant pushedAt;

    private final Map<String, Permission> permissions = new HashMap<>();
    private final Map<String, LabelEntry> labels = new TreeMap<>();
    private int lastNumber;

    RepositoryEntry(long id, RepositoryName name, ForgeUser owner, String defaultBranch, Instant now, GitStore git) {
        this.id = id;
        this.name = name;
        this.owner = owner;
        this.defaultBranch = defaultBranch;
        this.createdAt = now;
        this.pushedAt = now;
        this.git = git;
        permissions.put(key(owner.login()), Permission.ADMIN);
    }

    /** Issues and pull requests are numbered together. */
    int nextNumber() {
        return ++lastNumber;
    }

    /** What somebody may do here; null asks for a stranger without a token. */
    Permission permission(@Nullable ForgeUser user) {
        Permission everybodys = hidden ? Permission.NONE : Permission.READ;
        return user == null ? everybodys : permissions.getOrDefault(key(user.login()), everybodys);
    }

    boolean allows(@Nullable ForgeUser user, Permission needed) {
        return permission(user).includes(needed);
    }

    /** The logins, in lower case, of all who have a permission of their own. */
    Set<String> collaborators() {
        return Set.copyOf(permissions.keySet());
    }

    void setPermission(ForgeUser user, Permission permission) {
        permissions.put(key(user.login()), permission);
    }

    Collection<LabelEntry> labels() {
        return labels.values();
    }

    Optional<LabelEntry> label(String name) {
        return Optional.ofNullable(labels.get(key(name)));
    }

    void putLabel(LabelEntry label) {
        labels.put(key(label.name), label);
    }

    void removeLabel(LabelEntry label) {
        labels.remove(key(label.name));
    }

    Optional<IssueEntry> issue(int number) {
        return Optional.ofNullable(issues.get(number));
    }

    /** A label's or login's name, as names are compared. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * How a push is refused.
     *
     * @param reason of the ref
     * @param words beside it; may be empty
     */
    record Refusal(String reason, String words) {}
}
