package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A repository as users paste it: {@code owner/name}, the address of one of its web pages, or of a clone.
 *
 * @param host the forge's; null when it is not named
 * @param repository the repository
 */
record ForgeAddress(@Nullable String host, RepositoryName repository) {

    private static final String GITHUB = "github.com";

    private static final Pattern WEB =
            Pattern.compile("(?i)https?://(?:[^@/]*@)?(?:www\\.)?([^/]+)/([^/]+)/([^/?#]+?)(?:\\.git)?(?:[/?#].*)?");
    /** As browsers show it: without the scheme, which is known of a name with a dot in it. */
    private static final Pattern BARE = Pattern.compile(
            "(?i)(?:www\\.)?([a-z0-9-]+(?:\\.[a-z0-9-]+)+(?::\\d+)?)/([^/]+)/([^/?#]+?)(?:\\.git)?(?:[/?#].*)?");

    private static final Pattern SSH =
            Pattern.compile("(?i)ssh://(?:[^@/]*@)?([^/:]+)(?::\\d+)?/([^/]+)/([^/]+?)(?:\\.git)?/?");
    private static final Pattern SCP = Pattern.compile("(?:[^@/]*@)?([^/:@]+):([^/:]+)/([^/]+?)(?:\\.git)?/?");

    /** Reads what a user wrote; empty when it names no repository. */
    static Optional<ForgeAddress> parse(String written) {
        for (Pattern form : new Pattern[] {WEB, SSH, SCP, BARE}) {
            Matcher address = form.matcher(written.strip());
            if (address.matches()) {
                return RepositoryName.parse(address.group(2) + "/" + address.group(3))
                        .map(name -> new ForgeAddress(address.group(1).toLowerCase(Locale.ROOT), name));
            }
        }
        return RepositoryName.parse(written.strip()).map(name -> new ForgeAddress(null, name));
    }

    /** The remote {@code origin} of the clone that a folder belongs to; empty when there is none, or no git. */
    static Optional<ForgeAddress> ofClone(Path folder, Map<String, String> environment) {
        ProcessBuilder git = new ProcessBuilder("git", "remote", "get-url", "origin")
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        git.environment().clear();
        git.environment().putAll(environment);
        try {
            Process process = git.start();
            String url = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? parse(url) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The API of a forge other than GitHub, as an Enterprise Server has it; empty for GitHub's own. */
    Optional<String> apiUrl() {
        if (host == null || host.equals(GITHUB)) {
            return Optional.empty();
        }
        // Only on this machine nobody listens in.
        String scheme = host.matches("(127\\.0\\.0\\.1|localhost)(:\\d+)?") ? "http" : "https";
        return Optional.of(scheme + "://" + host + "/api/v3");
    }
}
