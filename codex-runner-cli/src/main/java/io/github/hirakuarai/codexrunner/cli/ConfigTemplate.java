package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes a first configuration, and never over another. */
final class ConfigTemplate {

    /** Texts of the caller's stand in the file as JSON, which is YAML that says what it says. */
    private static final JsonMapper JSON = new JsonMapper();

    private final CliContext context;
    private final Clock clock;

    ConfigTemplate(CliContext context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    /**
     * Writes it and reads it back.
     *
     * @param name what {@code --config} says; null when it says nothing
     * @param apiUrl null for GitHub's own
     * @param app to sign in as; null for a token
     * @return where it stands
     */
    Path write(
            @Nullable String name,
            List<String> repositories,
            String lane,
            List<String> workdirs,
            @Nullable String apiUrl,
            AppSetup.@Nullable App app) {
        Path file = file(name);
        try {
            Files.writeString(
                    file,
                    template()
                            .replace("{repositories}", JSON.writeValueAsString(repositories))
                            .replace("{forge}", forge(apiUrl, app))
                            .replace("{lane}", JSON.writeValueAsString(lane))
                            .replace("{workdirs}", JSON.writeValueAsString(workdirs))
                            .replace(
                                    "{since}",
                                    clock.instant()
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .toString()),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new RunnerException(
                    ErrorCode.USAGE,
                    file + " exists already and was not changed; name another with --config, or create only"
                            + " the labels with --labels",
                    e);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot write " + file + ": " + e.getMessage() + "; make its folder writable",
                    e);
        }
        try {
            ConfigFile.read(context, file.toString());
            return file;
        } catch (RunnerException e) {
            delete(file, e);
            throw e;
        }
    }

    /** Where the configuration is written. */
    Path file(@Nullable String name) {
        return context.resolve(name == null ? "codex-runner.yaml" : name);
    }

    /** An Enterprise Server's repositories stand beside its API. */
    private static String forge(@Nullable String apiUrl, AppSetup.@Nullable App app) {
        if (apiUrl == null && app == null) {
            return "";
        }
        StringBuilder yaml = new StringBuilder("\ngithub:\n");
        if (apiUrl != null) {
            yaml.append("  apiUrl: ").append(JSON.writeValueAsString(apiUrl)).append('\n');
        }
        if (app != null) {
            yaml.append("  app: {id: ").append(app.id()).append(", privateKeyFile: ");
            yaml.append(JSON.writeValueAsString(String.valueOf(app.keyFile().getFileName())))
                    .append("}\n");
        }
        if (apiUrl != null) {
            String git = apiUrl.replaceFirst("/api/v3/?$", "") + "/{owner}/{name}.git";
            yaml.append("git:\n  url: ").append(JSON.writeValueAsString(git)).append('\n');
        }
        return yaml.toString();
    }

    /** Takes a new configuration away again, so that the same command can be given once more. */
    static void delete(Path file, RunnerException why) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static String template() throws IOException {
        try (InputStream text = Objects.requireNonNull(ConfigTemplate.class.getResourceAsStream("init-config.yaml"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
