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
     * @return where it stands
     */
    Path write(
            @Nullable String name,
            List<String> repositories,
            String lane,
            List<String> workdirs,
            @Nullable String apiUrl) {
        Path file = context.resolve(name == null ? "codex-runner.yaml" : name);
        try {
            Files.writeString(
                    file,
                    template()
                            .replace("{repositories}", JSON.writeValueAsString(repositories))
                            .replace("{forge}", apiUrl == null ? "" : forge(apiUrl))
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

    /** An Enterprise Server's repositories stand beside its API. */
    private static String forge(String apiUrl) {
        String git = apiUrl.replaceFirst("/api/v3/?$", "") + "/{owner}/{name}.git";
        return "\ngithub:\n  apiUrl: " + JSON.writeValueAsString(apiUrl) + "\ngit:\n  url: "
                + JSON.writeValueAsString(git) + "\n";
    }

    private static void delete(Path file, RunnerException why) {
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
