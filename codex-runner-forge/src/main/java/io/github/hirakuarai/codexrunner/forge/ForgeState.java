package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Everything the forge knows but for what stands in git. Guarded by itself: whoever touches it holds its lock. */
final class ForgeState {

    private final Clock clock;
    private final Map<String, ForgeUser> users = new LinkedHashMap<>();
    private final Map<String, ForgeUser> tokens = new LinkedHashMap<>();
    private final Map<String, Set<ForgeUser>> teams = new HashMap<>();
    private final Map<String, List<String>> signingKeys = new HashMap<>();
    private final Map<Long, RepositoryEntry> repositories = new TreeMap<>();
    private final Map<RepositoryName, RepositoryEntry> formerNames = new HashMap<>();
    private final List<ProjectEntry> projects = new ArrayList<>();
    private final Map<String, Registration> registrations = new HashMap<>();
    private long lastId = 1_000;

    ForgeState(Clock clock) {
        this.clock = clock;
    }

    /** One row of numbers for everything: no two objects share an id, whatever their kind. */
    long nextId() {
        return ++lastId;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    void addMember(String team, ForgeUser user) {
        teams.computeIfAbsent(team, name -> new HashSet<>()).add(user);
    }

    /** Says that commits of an address that this key has signed are an account's own. */
    void addSigningKey(String key, String email) {
        signingKeys.computeIfAbsent(key, any -> new ArrayList<>()).add(email);
    }

    /** The addresses whose commits a key may sign. */
    List<String> emailsOfSigningKey(String key) {
        return signingKeys.getOrDefault(key, List.of());
    }

    boolean isMember(String team, ForgeUser user) {
        return teams.getOrDefault(team, Set.of()).contains(user);
    }

    ForgeUser addUser(String login, boolean bot) {
        if (users.containsKey(key(login))) {
            throw new IllegalArgumentException("there is a user " + login + " already");
        }
        // As long as GitHub's, and recognisable in a log that should not hold it.
        String random = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        String token = "ghp_" + random.substring(0, 36);
        ForgeUser user = new ForgeUser(nextId(), login, bot, token);
        users.put(key(login), user);
        tokens.put(token, user);
        return user;
    }

    Optional<ForgeUser> user(String login) {
        return Optional.ofNullable(users.get(key(login)));
    }

    /** The user who is expected to be there, because the test made them. */
    ForgeUser knownUser(String login) {
        return user(login).orElseThrow(() -> new IllegalArgumentException("there is no user " + login));
    }

    Optional<ForgeUser> userOfToken(String token) {
        return Optional.ofNullable(tokens.get(token));
    }

    void add(RepositoryEntry repository) {
        repositories.put(repository.id, repository);
        // As on GitHub: a name that is taken again leads to its former bearer no more.
        formerNames.remove(repository.name);
    }

    Collection<RepositoryEntry> repositories() {
        return repositories.values();
    }

    Optional<RepositoryEntry> repository(String owner, String name) {
        return RepositoryName.parse(owner + "/" + name)
                .flatMap(wanted -> repositories.values().stream()
                        .filter(repository -> repository.name.equals(wanted))
                        .findFirst());
    }

    Optional<RepositoryEntry> repository(long id) {
        return Optional.ofNullable(repositories.get(id));
    }

    /** A repository that went by this name before it was renamed. */
    Optional<RepositoryEntry> formerly(String owner, String name) {
        return RepositoryName.parse(owner + "/" + name).map(formerNames::get);
    }

    void rename(RepositoryEntry repository, RepositoryName name) {
        formerNames.put(repository.name, repository);
        formerNames.remove(name);
        repository.name = name;
    }

    /** Makes a project; an account's projects are numbered from 1. */
    ProjectEntry addProject(ForgeUser owner, String title) {
        int number = 1
                + (int) projects.stream()
                        .filter(project -> project.owner.equals(owner))
                        .count();
        ProjectEntry project = new ProjectEntry(nextId(), owner, number, title);
        projects.add(project);
        return project;
    }

    List<ProjectEntry> projects() {
        return projects;
    }

    Optional<ProjectEntry> project(ForgeUser owner, int number) {
        return projects.stream()
                .filter(project -> project.owner.equals(owner) && project.number == number)
                .findFirst();
    }

    /**
     * A GitHub App that somebody has confirmed and nobody has fetched yet.
     *
     * @param manifest as it was sent
     */
    record Registration(ForgeUser owner, JsonNode manifest) {}

    /** Gives the code by which an App is fetched, once. */
    String register(ForgeUser owner, JsonNode manifest) {
        String code = UUID.randomUUID().toString().replace("-", "");
        registrations.put(code, new Registration(owner, manifest));
        return code;
    }

    Optional<Registration> takeRegistration(String code) {
        return Optional.ofNullable(registrations.remove(code));
    }

    private static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }
}
