package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the words of a call select. */
final class Selections {

    private final CommandSpec spec;

    /** @param spec of the command whose words these are */
    Selections(CommandSpec spec) {
        this.spec = spec;
    }

    /** A brief's id as users write it: in full, or only its issue's number when one repository is configured. */
    BriefId id(String text, RunnerConfig config, CliContext context) {
        if (text.matches("#?[1-9][0-9]{0,8}")) {
            String number = text.replace("#", "");
            if (config.repositories().size() > 1) {
                throw wrong("ambiguous brief ID '" + text + "'; write "
                        + config.repositories().stream()
                                .map(repository -> repository + "#" + number)
                                .collect(Collectors.joining(" or ")));
            }
            return BriefId.parse(config.repositories().get(0) + "#" + number).orElseThrow();
        }
        BriefId id = BriefId.parse(text)
                .or(() -> IssueAddress.briefId(text))
                .orElseThrow(() -> wrong("invalid brief ID '" + SafeText.line(text)
                        + "'; write it like owner/name#774-c12, or paste the address of the issue or comment"));
        if (!config.repositories().contains(id.repository()) && !isOtherName(id.repository(), config, context)) {
            requireConfigured(id.repository(), config, "the repository of '" + text + "'");
        }
        return id;
    }

    /** A lane of the configuration; null for none. */
    @Nullable
    String lane(@Nullable String name, RunnerConfig config) {
        if (name == null || config.lanes().containsKey(name)) {
            return name;
        }
        throw wrong("unknown lane '" + SafeText.line(name) + "' in --lane; "
                + meant(name, config.lanes().keySet()));
    }

    /** A repository of the configuration; null for none. */
    @Nullable
    RepositoryName repository(@Nullable String text, RunnerConfig config) {
        RepositoryName repository = repository(text);
        if (repository != null) {
            requireConfigured(repository, config, "'" + repository + "' in --repo");
        }
        return repository;
    }

    /** Whether the forge knows a configured repository by this name: it was renamed. */
    private static boolean isOtherName(RepositoryName repository, RunnerConfig config, CliContext context) {
        try (ReadOnlyRunner runner = Runners.in(context, config).buildReadOnly()) {
            Runners.requireToken(config, runner);
            return runner.watches(repository);
        } catch (RunnerException e) {
            return false;
        }
    }

    private void requireConfigured(RepositoryName repository, RunnerConfig config, String what) {
        if (!config.repositories().contains(repository)) {
            throw wrong("unknown repository: " + what + "; "
                    + meant(
                            repository.toString(),
                            config.repositories().stream()
                                    .map(RepositoryName::toString)
                                    .toList()));
        }
    }

    /** What somebody may have meant; of what there is, when nothing is near. */
    static String meant(String written, Collection<String> known) {
        return Nearest.to(written, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElseGet(() -> "the configuration has " + String.join(", ", known));
    }

    /** A repository's name; null for none. */
    @Nullable
    RepositoryName repository(@Nullable String text) {
        return text == null
                ? null
                : ForgeAddress.parse(text)
                        .map(ForgeAddress::repository)
                        .orElseThrow(
                                () -> wrong("invalid --repo '" + SafeText.line(text) + "'; write it as owner/name"));
    }

    /** The command's name. */
    String command() {
        return spec.name();
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
