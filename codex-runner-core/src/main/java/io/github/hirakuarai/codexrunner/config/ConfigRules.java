package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.brief.BriefRules;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import io.github.hirakuarai.codexrunner.yaml.TextRule;
import io.github.hirakuarai.codexrunner.yaml.TextRule.Finding;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the formats in the configuration's schema mean. */
final class ConfigRules {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    static final List<TextRule> ALL = List.of(
            BriefRules.DURATION,
            BriefRules.PATH,
            TextRule.visible("codex-file", ConfigRules::file),
            TextRule.visible("codex-api-url", ConfigRules::apiUrl),
            TextRule.visible("codex-git-url", ConfigRules::gitUrl),
            TextRule.visible("codex-size", ConfigRules::size),
            TextRule.visible("codex-instant", ConfigRules::instant));

    private ConfigRules() {}

    private static Optional<Finding> file(String path) {
        if (path.startsWith("~") && !path.equals("~") && !path.startsWith("~/")) {
            return bad("names another user's home folder", "write the full path");
        }
        try {
            boolean named = !Path.of(path).toString().isEmpty();
            return named ? Optional.empty() : bad("is empty", null);
        } catch (InvalidPathException e) {
            return bad("is not a valid path on this machine", null);
        }
    }

    private static Optional<Finding> apiUrl(String text) {
        return url(text);
    }

    private static Optional<Finding> gitUrl(String text) {
        if (!text.contains("{owner}") || !text.contains("{name}")) {
            return bad("must contain {owner} and {name}, such as https://github.com/{owner}/{name}.git", null);
        }
        return url(text.replace("{owner}", "owner").replace("{name}", "name"));
    }

    private static Optional<Finding> url(String text) {
        try {
            URI url = new URI(text);
            String host = url.getHost();
            if (host == null || url.getScheme() == null) {
                return bad("is not a complete URL, such as https://forge.example.org/api/v3", null);
            }
            if (url.getPort() == 0 || url.getPort() > 65_535) {
                return bad("must have a port from 1 to 65535", null);
            }
            if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
                return bad(
                        "must not contain credentials, a query or a fragment",
                        "the runner adds its credentials itself");
            }
            boolean plain = url.getScheme().equals("http") && LOOPBACK.contains(host);
            return plain || url.getScheme().equals("https")
                    ? Optional.empty()
                    : bad("must be an https URL", "plain http works with loopback addresses only");
        } catch (URISyntaxException e) {
            return bad("is not a valid URL", null);
        }
    }

    private static Optional<Finding> size(String text) {
        return Quantities.bytes(text).isPresent()
                ? Optional.empty()
                : bad("is not a valid size, such as 512KiB, 100MiB or 1GiB", null);
    }

    private static Optional<Finding> instant(String text) {
        try {
            OffsetDateTime.parse(text);
            return Optional.empty();
        } catch (DateTimeParseException e) {
            return bad("must be a date and time with an offset, such as 2026-11-21T00:00:00Z", null);
        }
    }

    private static Optional<Finding> bad(String message, @Nullable String hint) {
        return Optional.of(new Finding(ProblemCode.BAD_VALUE, message, hint));
    }
}
