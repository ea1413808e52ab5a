package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The repositories that briefs change, each as it stood when it was last looked at. Used by one thread at a time. */
final class Repositories implements AutoCloseable {

    private final RunnerConfig config;
    private final Path folder;
    private final TokenSource tokens;
    private final LedgerClock clock;
    private final Map<RepositoryName, Mirror> mirrors = new HashMap<>();
    private final Map<RepositoryName, View> views = new HashMap<>();

    /**
     * @param folder where the mirrors stand
     */
    Repositories(RunnerConfig config, Path folder, TokenSource tokens, LedgerClock clock) {
        this.config = config;
        this.folder = folder;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Every repository in which a record of this runner's concern may stand. */
    Set<RepositoryName> watched() {
        Set<RepositoryName> all = new LinkedHashSet<>(config.repositories());
        all.addAll(config.gate().repositories());
        return all;
    }

    /** A repository as it was last looked at; looked at now when it never was. */
    View view(RepositoryName repository) {
        View view = views.get(repository);
        return view == null ? look(repository) : view;
    }

    /** Looks anew the next time. */
    void forget(RepositoryName repository) {
        views.remove(repository);
    }

    /** A repository as it stands now. */
    View look(RepositoryName repository) {
        Mirror mirror = mirror(repository);
        RemoteRefs refs = mirror.refs(Ledger.REFS, CommandLog.REFS, AnswerBook.REFS, "refs/heads/");
        View view = new View(
                refs,
                new Ledger(mirror, clock).entries(refs),
                new CommandLog(mirror, clock).commands(refs),
                new AnswerBook(mirror, clock).answers(refs));
        views.put(repository, view);
        return view;
    }

    /** A repository's mirror. */
    Mirror mirror(RepositoryName repository) {
        return mirrors.computeIfAbsent(repository, this::open);
    }

    /** A mirror of one's own, for a thread of one's own; the caller closes it. */
    Mirror open(RepositoryName repository) {
        URI url = config.git().cloneUrl(repository);
        String host = url.getHost() == null ? "local" : url.getHost() + (url.getPort() < 0 ? "" : "_" + url.getPort());
        String name = (repository + ".git").toLowerCase(Locale.ROOT);
        return Mirror.open(folder.resolve(host).resolve(name), url, tokens);
    }

    @Override
    public void close() {
        mirrors.values().forEach(Mirror::close);
        mirrors.clear();
    }

    /**
     * A repository at one moment.
     *
     * @param refs its branches and records
     * @param records what the ledger says, by key
     * @param commands what operators have written beside the records, by key, oldest first
     * @param answers to people's commands, by key, oldest first
     */
    record View(
            RemoteRefs refs,
            Map<BriefKey, LedgerEntry> records,
            Map<BriefKey, List<BriefCommand>> commands,
            Map<BriefKey, List<AnswerBook.Answer>> answers) {
        View {
            records = Map.copyOf(records);
            commands = Map.copyOf(commands);
            answers = Map.copyOf(answers);
        }
    }
}
