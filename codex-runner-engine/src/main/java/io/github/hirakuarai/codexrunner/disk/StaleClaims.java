package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Since when the claims of other machines have stood as they stand, and how long ago a repository's records were all read. Kept in
 * the state folder, so that a run each minute knows what the runs before it saw. Safe for many threads; of several processes
 * the last to save wins, which costs the others a later takeover and nothing else.
 */
public final class StaleClaims {

    /** In the state folder. */
    public static final String FILE = "claims.json";

    private static final Logger log = LoggerFactory.getLogger(StaleClaims.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LOOKS = 10;
    private static final Duration LONGEST = Duration.ofMinutes(100);

    private final Path file;
    private final BootClock clock;
    private final Duration shortest;
    private Map<String, Listing> seen;

    /**
     * Reads what earlier processes have kept.
     *
     * @param stateDir the state folder, which need not be there
     * @param interval between two looks of a service that something else may wake too; else zero
     */
    public StaleClaims(Path stateDir, Duration interval, BootClock clock) {
        this.file = stateDir.resolve(FILE);
        this.clock = clock;
        Duration looks = interval.multipliedBy(LOOKS - 1);
        this.shortest = looks.compareTo(LONGEST) < 0 ? looks : LONGEST;
        this.seen = read();
    }

    /** How long a claim is known to stand unchanged; zero the first time. */
    public synchronized Duration unchangedFor(RepositoryName repository, IssueRef issue, BriefKey key, String commit) {
        Map<String, Sighting> claims = listing(repository).claims();
        long now = now();
        Sighting before = claims.get(issue + "/" + key);
        if (before == null || !before.commit().equals(commit) || before.since() > now) {
            claims.put(issue + "/" + key, new Sighting(commit, now));
            return Duration.ZERO;
        }
        return Duration.ofMillis(now - before.since());
    }

    /** The issues in which claims of other machines were seen. */
    public synchronized Set<IssueRef> issues(RepositoryName repository) {
        Set<IssueRef> issues = new HashSet<>();
        for (String claim : listing(repository).claims().keySet()) {
            IssueRef.parse(claim.substring(0, Math.max(0, claim.indexOf('/')))).ifPresent(issues::add);
        }
        return issues;
    }

    /**
     * How many of a repository's records this look takes in, which is counted. Those of issues with briefs in them, and of claims
     * that were seen, are read at every look; at every tenth, the rest is too, though not sooner because something wakes the
     * service.
     */
    public synchronized Extent look(RepositoryName repository) {
        Listing before = listing(repository);
        long now = now();
        boolean all = before.looks() >= LOOKS - 1 && now - before.since() >= shortest.toMillis();
        seen.put(
                repository.toString(),
                new Listing(
                        all ? 0 : before.looks() + 1,
                        all ? now : before.since(),
                        true,
                        before.records(),
                        before.claims()));
        if (all) {
            return Extent.ALL;
        }
        return before.listed() ? Extent.KNOWN : Extent.NAMES;
    }

    /** Remembers that a repository has records. They are never deleted, so it always will. */
    public synchronized void noteRecords(RepositoryName repository) {
        Listing before = listing(repository);
        seen.put(
                repository.toString(),
                new Listing(before.looks(), before.since(), before.listed(), true, before.claims()));
    }

    /** Whether a repository is known to have records. */
    public synchronized boolean hasRecords(RepositoryName repository) {
        return listing(repository).records();
    }

    /** Forgets the claims of a repository that have ended. */
    public synchronized void retain(RepositoryName repository, Set<BriefKey> unfinished) {
        listing(repository)
                .claims()
                .keySet()
                .removeIf(claim -> unfinished.stream().noneMatch(key -> claim.endsWith("/" + key)));
    }

    /** Keeps for later processes what was seen. */
    public synchronized void save() {
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path written = Files.createTempFile(folder, FILE, ".tmp");
            Files.writeString(written, JSON.writeValueAsString(new Kept(clock.boot(), seen)));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE, "cannot write " + file + ": " + e.getMessage() + "; make it writable", e);
        }
    }

    private Listing listing(RepositoryName repository) {
        return seen.computeIfAbsent(
                repository.toString(), none -> new Listing(0, now(), false, false, new TreeMap<>()));
    }

    private long now() {
        return clock.elapsed().toMillis();
    }

    private Map<String, Listing> read() {
        try {
            Kept kept = JSON.readValue(Files.readString(file), Kept.class);
            if (kept != null && clock.boot().equals(kept.boot())) {
                return new TreeMap<>(kept.repositories());
            }
        } catch (IOException | JacksonException | NullPointerException e) {
            log.debug("{} is not there or cannot be read: every claim counts as seen now", file, e);
        }
        return new TreeMap<>();
    }

    /** What a look asks for, besides what it knows to be needed. */
    public enum Extent {
        /** Nothing. */
        KNOWN,
        /** The names of all records: the first look finds those that no runner would give. */
        NAMES,
        /** All records, so that a claim of a runner that is gone is found wherever it stands. */
        ALL
    }

    private record Kept(String boot, Map<String, Listing> repositories) {}

    /**
     * One repository.
     *
     * @param looks how many there were since its records were all read
     * @param since when that was, or the first look
     * @param listed whether the names of its records were ever listed
     * @param records whether there were any
     * @param claims by issue and key
     */
    private record Listing(int looks, long since, boolean listed, boolean records, Map<String, Sighting> claims) {
        private Listing {
            claims = new TreeMap<>(claims);
        }
    }

    private record Sighting(String commit, long since) {}
}
