package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
     * What stands in it.
     *
     * @param apiUrl null for GitHub's own
     */
    record Contents(
            List<String> repositories,
            String lane,
            List<String> workdirs,
            @Nullable String apiUrl) {

        /** What nothing is wrong with. */
        static final Contents DEFAULT = new Contents(List.of("octo/app"), "devbox-codex", List.of("~/work/**"), null);
    }

    /**
     * Reads what would be written; nothing is.
     *
     * @param name what {@code --config} says; null when it says nothing
     * @throws RunnerException when no configuration can be made of it; the message has a line for each problem
     */
    RunnerConfig read(@Nullable String name, Contents contents) {
        return ConfigFile.read(context, text(contents, null), file(name));
    }

    /**
     * Requires that the configuration can be written where it goes.
     *
     * @param name what {@code --config} says; null when it says nothing
     */
    void requireFree(@Nullable String name) {
        Path file = file(name);
        if (Files.exists(file)) {
            throw exists(file, null);
        }
        Path folder = file.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new RunnerException(
                    ErrorCode.USAGE,
                    "cannot write " + file + ": the folder " + folder + " does not exist; create it first");
        }
    }

    /**
     * Writes it.
     *
     * @param name what {@code --config} says; null when it says nothing
     * @param app to sign in as; null for a token
     * @return where it stands
     */
    Path write(@Nullable String name, Contents contents, AppSetup.@Nullable App app) {
        Path file = file(name);
        try {
            Files.writeString(file, text(contents, app), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return file;
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot write " + file + ": " + e.getMessage() + "; make its folder writable",
                    e);
        }
    }

    private static RunnerException exists(Path file, @Nullable Exception e) {
        return new RunnerException(
                ErrorCode.USAGE,
                file + " exists already and was not changed; name another with --config, or create only"
                        + " the labels with --labels",
                e);
    }

    private String text(Contents contents, AppSetup.@Nullable App app) {
        return template()
                .replace("{repositories}", JSON.writeValueAsString(contents.repositories()))
                .replace("{forge}", forge(contents.apiUrl(), app))
                .replace("{lane}", JSON.writeValueAsString(contents.lane()))
                .replace("{workdirs}", JSON.writeValueAsString(contents.workdirs()))
                .replace(
                        "{since}",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
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

    private static String template() {
        try (InputStream text = Objects.requireNonNull(ConfigTemplate.class.getResourceAsStream("init-config.yaml"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
