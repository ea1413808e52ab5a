package io.github.hirakuarai.codexrunner.forge;

import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A forge on this machine that speaks GitHub's REST interface and git over HTTP; the package's description says how it
 * answers. What stands there is kept in memory, but for git's objects and refs, and is gone when it is closed.
 *
 * <p>The methods that set the scene need no token and ask for no permission. A name of a repository, user or label that
 * is not there is an {@link IllegalArgumentException}. Safe for many threads.
 */
public final class LoopbackForge implements AutoCloseable {

    private static final int THREADS = 16;

    private final Path folder;
    private final ForgeState state;
    private final Services services;
    private final GitRoutes git;
    private final RateLimits limits = new RateLimits();
    private final Faults faults = new Faults();
    private final Lacks lacks = new Lacks();
    private final RequestLog log;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Urls urls;

    private LoopbackForge(ForgeOptions options, HttpServer server) {
        this.folder = options.folder();
        this.server = server;
        this.urls = new Urls("http://127.0.0.1:" + server.getAddress().getPort());
        this.state = new ForgeState(options.clock());
        this.services = Services.over(state, urls);
        this.git = new GitRoutes(services);
        this.log = new RequestLog(options.clock());
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "forge-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a forge; when this returns it answers.
     *
     * @throws RunnerException with {@code USAGE} when the port is taken, with {@code STORAGE} when the folder cannot be
     *     written
     */
    public static LoopbackForge start(ForgeOptions options) {
        // Without it every answer waits 40 ms for the client's acknowledgement. Read once, before the first server.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        checkFolder(options.folder());
        LoopbackForge forge = new LoopbackForge(options, bind(options.port()));
        forge.open();
        return forge;
    }

    private static void checkFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "forge", ".tmp"));
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "the forge cannot write to " + folder + "; give it a folder that it can write to",
                    e);
        }
    }

    private static HttpServer bind(int port) {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (BindException e) {
            throw new RunnerException(
                    ErrorCode.USAGE,
                    "port " + port + " on 127.0.0.1 is taken or not allowed; choose another, or 0 for any free one",
                    e);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.USAGE, "the forge cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    private void open() {
        server.setExecutor(threads);
        server.createContext(
                "/",
                new HttpFront(
                        state,
                        new RestFront(services, limits),
                        new GraphQlRoutes(services),
                        git,
                        new Pages(services),
                        faults,
                        lacks,
                        log));
        server.start();
    }

    /** The REST interface: {@code http://127.0.0.1:PORT/api/v3}. */
    public URI apiUrl() {
        return URI.create(urls.api(""));
    }

    /** Where repositories are cloned from: {@code http://127.0.0.1:PORT/{owner}/{name}.git}. */
    public String cloneUrlPattern() {
        return urls.web("/{owner}/{name}.git");
    }

    /** The pages for people: {@code http://127.0.0.1:PORT/}. */
    public URI webUrl() {
        return URI.create(urls.web("/"));
    }

    /** Makes an account; {@code bot} makes it a GitHub App's. */
    public ForgeUser createUser(String login, boolean bot) {
        synchronized (state) {
            return state.addUser(login, bot);
        }
    }

    /** An account that was made before, also an owner's that came with a repository. */
    public ForgeUser user(String login) {
        synchronized (state) {
            return state.knownUser(login);
        }
    }

    /**
     * Makes a public repository with a first commit on its default branch. Its owner's account is made when there is none.
     *
     * @param name {@code owner/name}
     * @param files contents by path; none makes an empty first commit
     * @return the repository's numeric id
     */
    public long createRepository(String name, String defaultBranch, Map<String, String> files) {
        RepositoryName parsed = name(name);
        synchronized (state) {
            if (state.repository(parsed.owner(), parsed.name()).isPresent()) {
                throw new IllegalArgumentException("there is a repository " + name + " already");
            }
            ForgeUser owner = state.user(parsed.owner()).orElseGet(() -> state.addUser(parsed.owner(), false));
            long id = state.nextId();
            // By number: a renamed repository stays where it is, and another may take its name.
            GitStore store = GitStore.create(folder.resolve(id + ".git"), defaultBranch);
            state.add(new RepositoryEntry(id, parsed, owner, defaultBranch, state.now(), store));
            store.write(defaultBranch, null, "Begin", Map.copyOf(files), owner, state.now());
            return id;
        }
    }

    /** Gives a repository another name. The old one leads to the new one, as on GitHub. */
    public void renameRepository(String name, String newName) {
        synchronized (state) {
            state.rename(repository(name), name(newName));
        }
    }

    /** Hides a repository from all who were given no permission, or shows it again. */
    public void setPrivate(String repository, boolean hidden) {
        synchronized (state) {
            repository(repository).hidden = hidden;
        }
    }

    /**
     * Adds an account to a team of an organization.
     *
     * @param team as {@code organization/team}
     */
    public void addMember(String team, String login) {
        synchronized (state) {
            state.addMember(team, state.knownUser(login));
        }
    }

    /**
     * Adds an SSH key that signs commits.
     *
     * @param publicKey as in a file of a public key: {@code ssh-ed25519 AAAA…}
     * @param email the address whose commits it may sign
     */
    public void addSigningKey(String publicKey, String email) {
        synchronized (state) {
            state.addSigningKey(publicKey.split(" ", -1)[1], email);
        }
    }

    /** Says what an account may do in a repository. An owner has {@code ADMIN} from the start. */
    public void setPermission(String repository, String login, Permission permission) {
        synchronized (state) {
            repository(repository).setPermission(state.knownUser(login), permission);
        }
    }

    /**
     * Makes a label that a repository does not have yet.
     *
     * @param color six hexadecimal digits
     */
    public void createLabel(String repository, String name, String color, String description) {
        synchronized (state) {
            services.issues().createLabel(repository(repository), name, color, description);
        }
    }

    /**
     * Opens an issue; labels that the repository does not have are made.
     *
     * @return the issue's number
     */
    public int createIssue(String repository, String author, String title, String body, List<String> labels) {
        return as(author).createIssue(repository, title, body, labels);
    }

    /** Makes an empty project of an account, and gives its number. */
    public int createProject(String owner, String title) {
        synchronized (state) {
            return state.addProject(state.knownUser(owner), title).number;
        }
    }

    /**
     * Registers a GitHub App, as a user does who confirms its manifest on a page of the forge.
     *
     * @param owner whose App it is
     * @param manifest JSON, as {@code POST /settings/apps/new} takes it
     * @return the code for {@code POST /app-manifests/{code}/conversions}, which works once
     */
    public String registerApp(String owner, String manifest) {
        synchronized (state) {
            return state.register(state.knownUser(owner), Json.parse(manifest.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Refuses every push to a branch. */
    public void protectBranch(String repository, String branch) {
        synchronized (state) {
            repository(repository).protectedBranches.add(branch);
        }
    }

    /** Refuses every push to refs whose full name begins so: {@code refs/codex/}. */
    public void refuseRefs(String repository, String prefix) {
        refuseRefs(repository, prefix, "pre-receive hook declined", "");
    }

    /**
     * Refuses every push to refs whose full name begins so.
     *
     * @param reason what is said of the ref, in git's protocol
     * @param words what git shows behind {@code remote:}, lines; may be empty
     */
    public void refuseRefs(String repository, String prefix, String reason, String words) {
        synchronized (state) {
            repository(repository).refusals.put(prefix, new RepositoryEntry.Refusal(reason, words));
        }
    }

    /** Takes every push again that {@link #refuseRefs} refused. */
    public void takeRefs(String repository, String prefix) {
        synchronized (state) {
            repository(repository).refusals.remove(prefix);
        }
    }

    /** Whether the git server says that it can push atomically. It does, unless told otherwise. */
    public void setAtomicPush(boolean atomic) {
        git.setAtomic(atomic);
    }

    /** From now on this forge is one that lacks an ability of GitHub's. */
    public void lack(Ability ability) {
        if (ability == Ability.ATOMIC_PUSH) {
            setAtomicPush(false);
        } else if (ability == Ability.REPLACED_BRANCHES) {
            git.denyReplacedBranches();
        }
        lacks.add(ability);
    }

    /** How many REST requests an account has in an hour; 5,000 at first. */
    public void setRateLimit(int requests) {
        synchronized (state) {
            limits.setLimit(requests);
        }
    }

    /** What an account does, as on the pages of a forge. */
    public ForgeActor as(String login) {
        return new ForgeActor(services, user(login));
    }

    /** What stands in a repository. */
    public RepositoryView look(String repository) {
        synchronized (state) {
            return new RepositoryView(state, repository(repository));
        }
    }

    /** Makes requests go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Every request so far, oldest first; of more than 20,000 the newest. */
    public List<RecordedRequest> requests() {
        return log.all();
    }

    /** The requests so far that asked for a change, whatever came of them. */
    public List<RecordedRequest> writes() {
        return requests().stream().filter(RecordedRequest::write).toList();
    }

    /** Stops answering. Closing it twice is harmless. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        synchronized (state) {
            state.repositories().forEach(repository -> repository.git.close());
        }
    }

    private RepositoryEntry repository(String name) {
        return services.known(name);
    }

    private static RepositoryName name(String name) {
        Optional<RepositoryName> parsed = RepositoryName.parse(name);
        return parsed.orElseThrow(() -> new IllegalArgumentException("not owner/name: " + name));
    }
}
