package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, every default filled in and every path absolute. Its components are the file's top-level keys.
 *
 * @param runner this runner
 * @param repositories where briefs are looked for, 1 or more
 * @param github the forge
 * @param git how repositories are reached, and who signs commits
 * @param lanes by name, in the order written
 * @param gate who may have work run
 * @param secrets names of environment variables whose values are masked and never passed on
 * @param project a Project column that enables issues besides the label, or null
 * @param labels how labels are called
 * @param source id of the plugin that finds briefs: {@code github}
 * @param stateStore id of the plugin that shows states: {@code labels}, {@code checkboxes}
 * @param newestFirst which of two briefs of equal priority and deadline runs first
 * @param ageing how long a brief waits for the next 50 points of priority
 * @param limits how long and how much
 * @param keepBranches how many local branches of runs that succeeded stay in a clone
 * @param lease how long a claim holds unrenewed
 * @param watch the polling service
 * @param report what is reported where
 * @param settings the same file for plugins, defaults filled in
 * @param file what it was read from
 */
public record RunnerConfig(
        Runner runner,
        List<RepositoryName> repositories,
        GitHub github,
        Git git,
        Map<String, Lane> lanes,
        Gate gate,
        Set<String> secrets,
        @Nullable Project project,
        Labels labels,
        String source,
        String stateStore,
        boolean newestFirst,
        Duration ageing,
        Limits limits,
        int keepBranches,
        Duration lease,
        Watch watch,
        Report report,
        Settings settings,
        ConfigFile file) {

    public RunnerConfig {
        repositories = List.copyOf(repositories);
        lanes = Collections.unmodifiableMap(new LinkedHashMap<>(lanes));
        secrets = Set.copyOf(secrets);
    }

    /**
     * Key {@code runner}.
     *
     * @param id for display only: cloned machines share it
     * @param stateDir the runner's own folder
     * @param locale of the texts for people: English or Japanese
     */
    public record Runner(String id, Path stateDir, Locale locale) {}

    /**
     * Key {@code github}.
     *
     * @param apiUrl without a slash at its end; plain http only to a loopback address
     * @param app a GitHub App, or null for a token
     */
    public record GitHub(URI apiUrl, @Nullable App app) {}

    /**
     * Key {@code github.app}.
     *
     * @param id the App's numeric id
     * @param privateKeyFile its key in PEM
     */
    public record App(long id, Path privateKeyFile) {}

    /**
     * Key {@code git}.
     *
     * @param url with {@code {owner}} and {@code {name}} in it
     * @param user the name that is sent with the token
     * @param author of the runner's commits
     * @param signingKey the private SSH key that signs them, of {@code git.signing.keyFile}; null for commits without a
     *     signature
     */
    public record Git(
            String url,
            String user,
            Author author,
            @Nullable Path signingKey) {
        /** The clone URL of a repository, without credentials. */
        public URI cloneUrl(RepositoryName repository) {
            return URI.create(url.replace("{owner}", repository.owner()).replace("{name}", repository.name()));
        }
    }

    /**
     * Key {@code git.author}.
     *
     * @param name as in a commit
     * @param email as in a commit
     */
    public record Author(String name, String email) {}

    /**
     * Key {@code gate}.
     *
     * @param minPermission what author and editor need at least
     * @param authors logins, or {@code id:N}; narrows when not empty
     * @param bots numeric ids of the bots that may have work run
     * @param repositories what briefs may change besides the repository of their issue
     * @param answerInvalid whether this runner answers a brief whose lane cannot be read
     */
    public record Gate(
            Permission minPermission,
            Set<String> authors,
            Set<Long> bots,
            Set<RepositoryName> repositories,
            boolean answerInvalid) {
        public Gate {
            authors = Set.copyOf(authors);
            bots = Set.copyOf(bots);
            repositories = Set.copyOf(repositories);
        }
    }

    /**
     * Key {@code project}: a column of a GitHub Project.
     *
     * @param owner whose project it is
     * @param number the project's number
     * @param field the field's name
     * @param value the field's value that enables an issue
     */
    public record Project(String owner, int number, String field, String value) {}

    /**
     * Key {@code labels}.
     *
     * @param enabled lets a one-shot run take an issue's briefs
     * @param auto lets the service take them
     * @param statePrefix before {@code new}, {@code running}, {@code done} and {@code failed}
     */
    public record Labels(String enabled, String auto, String statePrefix) {}

    /**
     * Key {@code limits}.
     *
     * @param stepTimeout for a step that names none
     * @param runTimeout for a brief that names none
     * @param grace between TERM and KILL
     * @param logBytes of one run's logs on disk
     * @param minFree bytes that are free on the disk of the state directory, or no brief is begun
     * @param pluginTimeout for one call of a plugin, the running of a step aside
     */
    public record Limits(
            Duration stepTimeout,
            Duration runTimeout,
            Duration grace,
            long logBytes,
            long minFree,
            Duration pluginTimeout) {}

    /**
     * Key {@code watch}.
     *
     * @param interval between two polls
     * @param jitter the share of the interval by which it varies, from 0 to 1
     * @param since documents created before are never run by the service
     * @param lanes how many lanes work at the same time, from 1
     * @param healthFile what is written anew after each poll, or null
     * @param metricsPort where the loopback interface shows what is measured, or null
     * @param pagePort where the loopback interface shows the service, or null
     * @param webhook where the loopback interface takes deliveries of GitHub's webhooks, or null
     * @param stop what becomes of the running briefs when the service is told to end
     */
    public record Watch(
            Duration interval,
            double jitter,
            Instant since,
            int lanes,
            @Nullable Path healthFile,
            @Nullable Integer metricsPort,
            @Nullable Integer pagePort,
            @Nullable Webhook webhook,
            Stop stop) {}

    /**
     * Key {@code watch.webhook}.
     *
     * @param port on the loopback interface
     * @param secretFile holds the secret by which GitHub signs deliveries
     */
    public record Webhook(int port, Path secretFile) {}

    /** What becomes of the running briefs when the service is told to end. */
    public enum Stop {
        /** It waits for their end. */
        FINISH,
        /** It cancels what has not ended within the grace time. */
        CANCEL,
        /** It leaves their steps running, for the next start to go on with. */
        DETACH
    }

    /**
     * Key {@code report}.
     *
     * @param comment whether a status comment is written
     * @param directory where report outputs stand by default, from the repository's root
     * @param notifications which ends of runs users are notified of
     */
    public record Report(boolean comment, String directory, Notify notifications) {}

    /** Key {@code report.notify}: which ends are a new comment, because forges notify nobody of an edit. */
    public enum Notify {
        /** None: the status comment is edited. */
        NEVER,
        /** Those of runs that failed. */
        FAILURES,
        /** Those of runs that failed, or took over five minutes. */
        LONG,
        /** All. */
        ALWAYS;

        private static final Duration LONG_RUN = Duration.ofMinutes(5);

        /** Returns whether users are notified of such an end. */
        public boolean concerns(boolean failed, Duration elapsed) {
            return switch (this) {
                case NEVER -> false;
                case FAILURES -> failed;
                case LONG -> failed || elapsed.compareTo(LONG_RUN) > 0;
                case ALWAYS -> true;
            };
        }
    }
}
