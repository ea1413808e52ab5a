package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes the clones that a lane's briefs work in. */
final class LaneClones {

    private final RunnerConfig config;
    private final TokenSource tokens;
    private final Map<String, String> environment;

    LaneClones(RunnerConfig config, TokenSource tokens, Map<String, String> environment) {
        this.config = config;
        this.tokens = tokens;
        this.environment = environment;
    }

    /** A folder that holds a repository's clone below another; one that is there stays as it is. */
    Path make(RepositoryName repository, Path below) {
        Path clone = below.resolve(repository.name());
        if (Files.exists(clone)) {
            return clone;
        }
        URI url = config.git().cloneUrl(repository);
        ProcessBuilder git = new ProcessBuilder("git", "clone", "--quiet", url.toString(), clone.toString())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        git.environment().clear();
        git.environment().putAll(environment);
        git.environment().put("GIT_TERMINAL_PROMPT", "0");
        tokens.token()
                .ifPresent(
                        token -> authorize(git.environment(), url, config.git().user(), token));
        try {
            Files.createDirectories(below);
            Process process = git.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        "cannot clone " + url + ": "
                                + said.lines().reduce((first, second) -> second).orElse("no reason given")
                                + "; check that the token covers " + repository);
            }
            return clone;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot clone into " + clone + ": " + e.getMessage() + "; name another --workdirs",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException(ErrorCode.STORAGE, "interrupted while cloning " + url, e);
        }
    }

    /** In the environment, which other users of the machine do not see, and for this server only. */
    private static void authorize(Map<String, String> variables, URI url, String user, String token) {
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "http." + url + ".extraHeader");
        variables.put("GIT_CONFIG_VALUE_0", "Authorization: " + RemoteAccess.authorization(user, token));
    }
}
