package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads which host an alias of {@code ~/.ssh/config} means (ssh_config(5)); {@code Match} and {@code Include} are passed over. */
final class SshHosts {

    private static final int LIMIT = 1024 * 1024;

    private SshHosts() {}

    /** The {@code HostName} of the first {@code Host} that matches. */
    static Optional<String> hostName(Path config, String alias) {
        List<String> lines;
        try {
            lines = DataFile.read(config.toRealPath(), LIMIT).lines().toList();
        } catch (IOException e) {
            return Optional.empty();
        }
        boolean applies = true;
        for (String line : lines) {
            String[] words = line.strip().replaceFirst("\\s*=\\s*|\\s+", " ").split("\\s+");
            String keyword = words[0].toLowerCase(Locale.ROOT);
            if (keyword.equals("host")) {
                applies = matches(Arrays.asList(words).subList(1, words.length), alias);
            } else if (keyword.equals("match")) {
                applies = false;
            } else if (applies && keyword.equals("hostname") && words.length > 1) {
                return Optional.of(words[1].replace("%h", alias).replace("\"", ""));
            }
        }
        return Optional.empty();
    }

    private static boolean matches(List<String> patterns, String alias) {
        boolean found = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            String glob = negated ? pattern.substring(1) : pattern;
            String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
            if (Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(alias).matches()) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }
}
