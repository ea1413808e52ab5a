package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import io.github.hirakuarai.codexrunner.spi.TokenSourceFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tokens of a GitHub App, from {@code github.app.id} and {@code github.app.privateKeyFile}. */
public final class AppTokenSourceFactory implements TokenSourceFactory {

    /** For the service loader. */
    public AppTokenSourceFactory() {}

    @Override
    public String id() {
        return "github-app";
    }

    @Override
    public TokenSource open(PluginContext context) {
        Settings settings = context.settings();
        AppKey key = AppKey.read(
                Long.parseLong(require(settings, "github.app.id")),
                Path.of(require(settings, "github.app.privateKeyFile")));
        GitHubHttp http = new GitHubHttp(
                context.http(),
                GitHubClient.apiUrl(settings),
                () -> Optional.of(key.jwt(context.clock().instant())),
                context.texts(),
                context.clock(),
                HttpTimings.of(settings),
                Waiting.real());
        return new AppTokens(http, repository(settings), context.clock());
    }

    /** An installation belongs to one owner, and its token opens that owner's repositories only. */
    private static RepositoryName repository(Settings settings) {
        List<RepositoryName> repositories = settings.texts("repositories").stream()
                .flatMap(text -> RepositoryName.parse(text).stream())
                .toList();
        if (repositories.stream()
                        .map(name -> name.owner().toLowerCase(Locale.ROOT))
                        .distinct()
                        .count()
                != 1) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "a GitHub App's token covers the repositories of one owner only: list only one owner's in 'repositories'");
        }
        return repositories.get(0);
    }

    private static String require(Settings settings, String key) {
        return settings.text(key)
                .orElseThrow(() -> new RunnerException(ErrorCode.CONFIGURATION, "the configuration lacks " + key));
    }
}
