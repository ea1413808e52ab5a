package io.github.hirakuarai.codexrunner.git;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a repository is, whichever way it is reached: {@code https://github.com/o/n.git}, {@code git@github.com:o/n} and
 * {@code ssh://git@ssh.github.com:443/o/n} are one address.
 *
 * @param host in lower case; with its port when it is a loopback address, where ports tell servers apart; empty for a
 *     folder on this machine
 * @param path in lower case, without a slash at either end and without {@code .git}
 */
public record RepositoryAddress(String host, String path) {

    private static final Pattern URL =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^@/]*@)?(\\[[^]/]*]|[^:/]*)(?::([0-9]*))?(/.*)?");

    /** The short form of ssh, {@code user@host:path}: a colon stands before the first slash. */
    private static final Pattern SCP = Pattern.compile("(?:[^@/:]*@)?(\\[[^]/]*]|[^:/]+):(.+)");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[?::1]?");

    public RepositoryAddress {
        host = host.toLowerCase(Locale.ROOT);
        path = trim(path).toLowerCase(Locale.ROOT);
    }

    /** Reads a clone URL as git understands it; empty when it names no place. */
    public static Optional<RepositoryAddress> parse(String url) {
        Matcher full = URL.matcher(url);
        if (full.matches()) {
            String host = full.group(1).toLowerCase(Locale.ROOT);
            String port = full.group(2);
            if (LOOPBACK.matcher(host).matches() && port != null && !port.isEmpty()) {
                host = host + ":" + port;
            }
            return of(host, full.group(3) == null ? "" : full.group(3));
        }
        if (url.startsWith("/")) {
            return of("", url);
        }
        Matcher scp = SCP.matcher(url);
        return scp.matches() ? of(scp.group(1), scp.group(2)) : Optional.empty();
    }

    private static Optional<RepositoryAddress> of(String host, String path) {
        // GitHub's ssh on the port of https.
        RepositoryAddress address = new RepositoryAddress(host.equals("ssh.github.com") ? "github.com" : host, path);
        return address.path.isEmpty() ? Optional.empty() : Optional.of(address);
    }

    private static String trim(String path) {
        int begin = 0;
        int end = path.length();
        while (begin < end && path.charAt(begin) == '/') {
            begin++;
        }
        while (end > begin && path.charAt(end - 1) == '/') {
            end--;
        }
        String trimmed = path.substring(begin, end);
        boolean suffixed = trimmed.toLowerCase(Locale.ROOT).endsWith(".git") && !trimmed.endsWith("/.git");
        return suffixed ? trimmed.substring(0, trimmed.length() - ".git".length()) : trimmed;
    }
}
