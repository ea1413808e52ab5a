package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** The one place that credentials are sent to: scheme, host and port of the API's URL. */
final class Origin {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final URI apiUrl;

    Origin(URI apiUrl) {
        String scheme = apiUrl.getScheme();
        String host = apiUrl.getHost();
        boolean safe = "https".equalsIgnoreCase(scheme)
                || ("http".equalsIgnoreCase(scheme)
                        && host != null
                        && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches());
        if (!safe || host == null || apiUrl.getUserInfo() != null || apiUrl.getQuery() != null) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "github.apiUrl must be https://HOST[/PATH], or http:// to a loopback address, without credentials");
        }
        this.apiUrl = apiUrl;
    }

    /** The host, with its port when the URL names one. */
    String host() {
        return host(apiUrl);
    }

    /** Whether it is GitHub's own API, whose address nobody has to write. */
    boolean isGitHub() {
        return base().equalsIgnoreCase("https://api.github.com");
    }

    /** A path of the API, which begins with a slash and is encoded already. */
    URI at(String path) {
        return URI.create(base() + path);
    }

    /** Where GraphQL is: beside the REST API on GitHub's own, beside its version on an Enterprise Server. */
    URI graphql() {
        String base = base();
        return URI.create(
                base.endsWith("/api/v3")
                        ? base.substring(0, base.length() - "v3".length()) + "graphql"
                        : base + "/graphql");
    }

    /** The URI, when it is of this origin. */
    URI require(URI uri) {
        if (!same(uri)) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    host() + " points to " + uri.getScheme() + "://" + uri.getRawAuthority()
                            + ", where the token is not sent: set github.apiUrl to the address the forge gives itself");
        }
        return uri;
    }

    /** The token, when it can stand in a header. Its own text is never in a message. */
    static String requireToken(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the GitHub token holds a space, a line break or another character that no token has: set it again");
        }
        return token;
    }

    /** A URI's host, with its port when that is not the scheme's own. */
    static String host(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return uri.getPort() < 0 || uri.getPort() == defaultPort(uri) ? host : host + ":" + uri.getPort();
    }

    private boolean same(URI uri) {
        return apiUrl.getScheme().equalsIgnoreCase(uri.getScheme())
                && apiUrl.getHost().equalsIgnoreCase(uri.getHost())
                && port(apiUrl) == port(uri)
                && uri.getUserInfo() == null;
    }

    private String base() {
        String text = apiUrl.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
    }

    private static int defaultPort(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
