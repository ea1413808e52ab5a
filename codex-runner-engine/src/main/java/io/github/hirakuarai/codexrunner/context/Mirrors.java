package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mirrors of one thread, each opened when it is first needed. Used by one thread at a time. */
public final class Mirrors implements AutoCloseable {

    private final RunnerConfig config;
    private final Path folder;
    private final @Nullable Path lender;
    private final RemoteAccess access;
    private final Map<RepositoryName, Mirror> open = new HashMap<>();

    /** @param folders where the mirrors stand, and others from which these read what they hold already */
    public Mirrors(RunnerConfig config, StateFolders folders, RemoteAccess access) {
        this.config = config;
        this.folder = folders.mirrors();
        this.lender = folders.lentMirrors();
        this.access = access;
    }

    /** A repository's mirror. */
    Mirror of(RepositoryName repository) {
        return open.computeIfAbsent(repository, this::open);
    }

    /** A mirror of one's own, for a thread of one's own; the caller closes it. */
    Mirror open(RepositoryName repository) {
        URI url = config.git().cloneUrl(repository);
        String host = url.getHost() == null ? "local" : url.getHost() + (url.getPort() < 0 ? "" : "_" + url.getPort());
        String name = (repository + ".git").toLowerCase(Locale.ROOT);
        Path place = Path.of(host, name);
        return Mirror.open(folder.resolve(place), lender == null ? null : lender.resolve(place), url, access);
    }

    @Override
    public void close() {
        open.values().forEach(Mirror::close);
        open.clear();
    }
}
