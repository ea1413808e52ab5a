package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The token that GitHub's own command keeps: what {@code gh auth token} prints. Asked at the first use and never again.
 * Without {@code gh} on the PATH, or when nobody has signed in there, there is no token.
 */
final class GhToken implements TokenSource {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** More than any token has; what is longer is no token. */
    private static final int LONGEST = 4096;

    private final Map<String, String> environment;
    private final String host;
    private final Duration limit;
    private boolean asked;
    private Optional<String> answer = Optional.empty();

    /** @param apiUrl of the forge that the token is for */
    GhToken(Map<String, String> environment, URI apiUrl) {
        this(environment, apiUrl, LIMIT);
    }

    GhToken(Map<String, String> environment, URI apiUrl, Duration limit) {
        this.environment = Map.copyOf(environment);
        this.host = hostName(apiUrl);
        this.limit = limit;
    }

    @Override
    public synchronized Optional<String> token() {
        if (!asked) {
            answer = program().flatMap(this::ask);
            asked = true;
        }
        return answer;
    }

    /** What {@code gh} calls the forge: GitHub's own API has a host of its own, an Enterprise Server's has not. */
    static String hostName(URI apiUrl) {
        String host = String.valueOf(apiUrl.getHost()).toLowerCase(Locale.ROOT);
        boolean ownApiHost = host.equals("api.github.com") || (host.startsWith("api.") && host.endsWith(".ghe.com"));
        return ownApiHost ? host.substring("api.".length()) : host;
    }

    private Optional<Path> program() {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                Path program = Path.of(folder, "gh");
                if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> ask(Path program) {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "auth", "token", "--hostname", host)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return answer(builder.start());
        } catch (IOException e) {
            throw unusable(program + " cannot be started: " + e.getMessage(), e);
        }
    }

    private Optional<String> answer(Process gh) throws IOException {
        try {
            if (!gh.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unusable("`gh auth token` did not answer within " + limit.toSeconds() + " s", null);
            }
            InputStream out = gh.getInputStream();
            // Only what is there: a process that gh left behind may hold the pipe open.
            String token =
                    new String(out.readNBytes(Math.min(out.available(), LONGEST)), StandardCharsets.UTF_8).strip();
            return gh.exitValue() == 0 && !token.isEmpty() ? Optional.of(token) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unusable("`gh auth token` was interrupted", e);
        } finally {
            gh.descendants().forEach(ProcessHandle::destroyForcibly);
            gh.destroyForcibly();
        }
    }

    private static RunnerException unusable(String what, @Nullable Exception cause) {
        String message = what + "; sign in there, or set GITHUB_TOKEN";
        return cause == null
                ? new RunnerException(ErrorCode.CONFIGURATION, message)
                : new RunnerException(ErrorCode.CONFIGURATION, message, cause);
    }
}
