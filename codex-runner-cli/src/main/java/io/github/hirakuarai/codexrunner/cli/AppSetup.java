package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a GitHub App for {@code init --app}: registered by the user in a browser, its key in a file that only they read. */
final class AppSetup {

    private static final URI GITHUB_API = URI.create("https://api.github.com");
    private static final String KEY_FILE = "codex-runner-app.pem";

    private final CliContext context;
    private final URI api;
    private final URI web;

    /** @param apiUrl null for GitHub's own */
    AppSetup(CliContext context, @Nullable String apiUrl) {
        this.context = context;
        this.api = apiUrl == null ? GITHUB_API : URI.create(apiUrl);
        this.web = api.equals(GITHUB_API)
                ? URI.create("https://github.com")
                : URI.create(api.toString().replaceFirst("/api/v3/?$", ""));
    }

    /**
     * An App that is there now.
     *
     * @param keyFile beside the configuration
     * @param page where the user installs it
     */
    record App(long id, String name, Path keyFile, URI page) {}

    /**
     * Registers it.
     *
     * @param configuration the file that is about to be written; the key goes beside it
     * @param organization whose App it becomes; null for the user's own
     * @param port of the page; 0 for any that is free
     * @param limit how long the user is waited for
     */
    App make(Path configuration, AppManifest manifest, @Nullable String organization, int port, Duration limit)
            throws InterruptedException {
        Path keyFile = configuration.resolveSibling(KEY_FILE);
        for (Path file : new Path[] {configuration, keyFile}) {
            if (Files.exists(file)) {
                throw exists(file, null);
            }
        }
        String place =
                organization == null ? "/settings/apps/new" : "/organizations/" + organization + "/settings/apps/new";
        try (AppRegistration registration = AppRegistration.start(port, URI.create(web + place), manifest)) {
            context.err().println("open this page in a browser on this machine, within " + limit.toMinutes() + " min:");
            context.err().println("  " + registration.address());
            return keep(fetch(registration.await(limit)), keyFile);
        }
    }

    private JsonNode fetch(String code) {
        ForgeProbe forge = new ForgeProbe(api, Optional::empty, context.environment());
        HttpResponse<String> answer = forge.post("/app-manifests/" + code + "/conversions");
        if (answer.statusCode() != 201) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    api.getHost() + " does not accept the code of the registration (status " + answer.statusCode()
                            + "); delete the App there, and run `codex-runner init --app` again");
        }
        return ForgeProbe.json(answer);
    }

    /** The secrets of the client and the webhook are not kept: the runner uses neither. */
    private static App keep(JsonNode app, Path keyFile) {
        try {
            Files.write(
                    Files.createFile(
                            keyFile,
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                    app.path("pem").asString("").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw exists(keyFile, e);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot write " + keyFile + ": " + e.getMessage() + "; generate a private key on "
                            + app.path("html_url").asString(""),
                    e);
        }
        String page = app.path("html_url").asString("");
        return new App(
                app.path("id").asLong(0),
                SafeText.line(app.path("name").asString("")),
                keyFile,
                URI.create(page + "/installations/new"));
    }

    private static RunnerException exists(Path file, @Nullable Exception e) {
        return new RunnerException(
                ErrorCode.USAGE, file + " exists already and was not changed; name another place with --config", e);
    }
}
