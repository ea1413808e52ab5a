package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.RepositoryAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/** What a clone's configuration says, read as text: nothing in it is followed, included or run. */
final class CloneConfig {

    private static final int LIMIT = 1024 * 1024;

    /** Extensions of the repository format that change nothing for the runner (git-config, {@code extensions.*}). */
    private static final Set<String> HARMLESS =
            Set.of("noop", "preciousobjects", "worktreeconfig", "relativeworktrees", "objectformat", "refstorage");

    /** Keys of {@code core} that say what the files look like and can start nothing: the shadow gets them. */
    private static final List<String> FILE_KEYS =
            List.of("filemode", "symlinks", "ignorecase", "precomposeunicode", "autocrlf", "eol", "checkstat");

    private final CloneLayout layout;
    private final Config config;
    private final Config user;
    private final Path sshConfig;

    private CloneConfig(CloneLayout layout, Config config, Config user, Path sshConfig) {
        this.layout = layout;
        this.config = config;
        this.user = user;
        this.sshConfig = sshConfig;
    }

    /**
     * Reads the configuration of a clone and what the user's says of URLs and ignored files.
     *
     * @param home the runner's home
     */
    static CloneConfig read(CloneLayout layout, Path home) {
        try {
            Config config = parse(layout.commonDir().resolve("config"));
            if (config.getBoolean("extensions", "worktreeconfig", false)) {
                Path own = layout.gitDir().resolve("config.worktree");
                if (Files.exists(own)) {
                    String both = config.toText() + "\n" + parse(own).toText();
                    config = new Config();
                    config.fromText(both);
                }
            }
            return new CloneConfig(layout, config, userConfig(home), home.resolve(".ssh/config"));
        } catch (IOException | ConfigInvalidException e) {
            throw Unsuitable.because(
                    "the configuration of the clone " + layout.root() + " cannot be read (" + e.getMessage() + ")");
        }
    }

    private static Config parse(Path file) throws IOException, ConfigInvalidException {
        Config config = new Config();
        config.fromText(DataFile.read(file, LIMIT));
        return config;
    }

    private static Config userConfig(Path home) {
        for (String name : List.of(".gitconfig", ".config/git/config")) {
            try {
                // A person's home may well hold a link here; what is read stays data.
                Path file = home.resolve(name).toRealPath();
                return parse(file);
            } catch (IOException | ConfigInvalidException e) {
                // Then there is none to be minded.
            }
        }
        return new Config();
    }

    /** Refuses what the runner cannot work in, with the hint. */
    void refuse() {
        Path root = layout.root();
        if (config.getBoolean("core", "bare", false)) {
            throw Unsuitable.because(root + " is a bare repository: name a clone with files");
        }
        String format = text("extensions", "objectformat").toLowerCase(Locale.ROOT);
        if (!format.isEmpty() && !format.equals("sha1")) {
            throw Unsuitable.because(root + " is a " + format + " repository, which JGit cannot read: clone it with"
                    + " --object-format=sha1");
        }
        String refs = text("extensions", "refstorage").toLowerCase(Locale.ROOT);
        if (!refs.isEmpty() && !refs.equals("files")) {
            throw Unsuitable.because(root + " keeps its refs as " + refs + ": run git refs migrate --ref-format=files");
        }
        if (!text("extensions", "partialclone").isEmpty() || hasPromisor()) {
            throw Unsuitable.because(root + " is a partial clone, which lacks objects: clone it without --filter");
        }
        for (String extension : config.getNames("extensions")) {
            if (!HARMLESS.contains(extension.toLowerCase(Locale.ROOT))) {
                throw Unsuitable.because(root + " uses the repository extension " + extension
                        + ", which the runner does not know: clone it anew without it");
            }
        }
        if (config.getBoolean("core", "sparsecheckout", false)) {
            throw Unsuitable.because(root + " is a sparse checkout: run git sparse-checkout disable");
        }
        String worktree = text("core", "worktree");
        if (!worktree.isEmpty()
                && !layout.gitDir().resolve(worktree).normalize().equals(root)) {
            throw Unsuitable.because(
                    root + " keeps its files elsewhere (core.worktree): run git config --unset" + " core.worktree");
        }
    }

    /** Refuses a clone none of whose remotes is the given repository. */
    void refuseOthers(String cloneUrl) {
        Optional<RepositoryAddress> wanted = RepositoryAddress.parse(cloneUrl);
        List<String> urls = new ArrayList<>();
        for (String remote : config.getSubsections("remote")) {
            for (String url : config.getStringList("remote", remote, "url")) {
                String resolved = instead(url);
                Optional<RepositoryAddress> address = RepositoryAddress.parse(resolved);
                if (address.isPresent() && wanted.isPresent() && same(address.get(), wanted.get(), resolved)) {
                    return;
                }
                urls.add(resolved.replaceFirst("://[^@/]*@", "://"));
            }
        }
        throw Unsuitable.because(layout.root() + " is no clone of " + cloneUrl + ": "
                + (urls.isEmpty() ? "it has no remote" : "its remotes are " + String.join(", ", urls))
                + "; run git remote add, or name another workdir");
    }

    private boolean same(RepositoryAddress address, RepositoryAddress wanted, String url) {
        if (address.equals(wanted)) {
            return true;
        }
        boolean ssh = url.startsWith("ssh://") || !url.contains("://");
        return ssh
                && SshHosts.hostName(sshConfig, address.host())
                        .map(host -> RepositoryAddress.parse("ssh://" + host + "/" + address.path())
                                .equals(Optional.of(wanted)))
                        .orElse(false);
    }

    /** What the shadow's configuration says: see the package. */
    Map<String, String> fileKeys() {
        Map<String, String> keys = new TreeMap<>();
        for (String key : FILE_KEYS) {
            String value = config.getString("core", null, key);
            String own = value == null ? user.getString("core", null, key) : value;
            if (own != null) {
                keys.put(key, own);
            }
        }
        String ignored = user.getString("core", null, "excludesfile");
        if (ignored != null) {
            keys.put("excludesfile", ignored);
        }
        return keys;
    }

    /** The URL after {@code url.*.insteadOf}; the longest prefix wins, as in git. */
    private String instead(String url) {
        String longest = "";
        @Nullable String replacement = null;
        for (Config source : List.of(config, user)) {
            for (String base : source.getSubsections("url")) {
                for (String prefix : source.getStringList("url", base, "insteadof")) {
                    if (prefix != null && url.startsWith(prefix) && prefix.length() > longest.length()) {
                        longest = prefix;
                        replacement = base;
                    }
                }
            }
        }
        return replacement == null ? url : replacement + url.substring(longest.length());
    }

    private boolean hasPromisor() {
        return config.getSubsections("remote").stream()
                .anyMatch(remote -> config.getBoolean("remote", remote, "promisor", false)
                        || config.getString("remote", remote, "partialclonefilter") != null);
    }

    private String text(String section, String key) {
        String value = config.getString(section, null, key);
        return value == null ? "" : value;
    }
}
