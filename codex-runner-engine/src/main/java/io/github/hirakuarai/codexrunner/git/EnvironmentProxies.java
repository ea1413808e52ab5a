package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names, as curl and git read them: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code
 * ALL_PROXY} and {@code NO_PROXY}, in lower case first. Loopback addresses are always reached directly. Where the
 * environment names none, the JVM's own settings count. Safe for many threads.
 */
public final class EnvironmentProxies extends ProxySelector {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    /** The field of a request that holds the login for a proxy. */
    static final String LOGIN = "Proxy-Authorization";

    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, ProxyAddress> byScheme;
    private final ProxyExceptions exceptions;

    private EnvironmentProxies(Map<String, ProxyAddress> byScheme, ProxyExceptions exceptions) {
        this.byScheme = byScheme;
        this.exceptions = exceptions;
    }

    /**
     * Reads the variables.
     *
     * @throws RunnerException with {@code CONFIGURATION} when one of them is not the address of an HTTP proxy
     */
    public static EnvironmentProxies of(Map<String, String> environment) {
        Map<String, ProxyAddress> byScheme = new HashMap<>();
        for (String scheme : List.of("https", "http")) {
            for (String variable : List.of(scheme + "_proxy", "all_proxy")) {
                variable(environment, variable).ifPresent(value -> byScheme.putIfAbsent(scheme, value));
            }
        }
        String exceptions = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        EnvironmentProxies proxies = new EnvironmentProxies(Map.copyOf(byScheme), ProxyExceptions.parse(exceptions));
        if (proxies.wantLogin() && System.getProperty(DISABLED_SCHEMES) == null) {
            // Whoever writes a password into the variable wants the proxy to have it, which the JDK denies it for
            // https. The
            // JDK reads this once, before its first request.
            System.setProperty(DISABLED_SCHEMES, "");
        }
        return proxies;
    }

    private static Optional<ProxyAddress> variable(Map<String, String> environment, String lowerCase) {
        for (String name : List.of(lowerCase, lowerCase.toUpperCase(Locale.ROOT))) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return Optional.of(ProxyAddress.parse(name, value.strip()));
            }
        }
        return Optional.empty();
    }

    /** A client for requests that go through these proxies. It follows no redirection. */
    public HttpClient client() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .proxy(this)
                .build();
        return wantLogin() ? new ProxyLoginClient(client, this) : client;
    }

    private boolean wantLogin() {
        return byScheme.values().stream().anyMatch(proxy -> proxy.user() != null);
    }

    /** The passwords in the variables: nobody may see them. */
    public List<String> passwords() {
        return byScheme.values().stream()
                .map(ProxyAddress::password)
                .filter(password -> password != null && !password.isEmpty())
                .distinct()
                .toList();
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (LOOPBACK.matcher(bare).matches() || exceptions.match(bare, port(uri))) {
            return List.of(Proxy.NO_PROXY);
        }
        if (byScheme.isEmpty()) {
            ProxySelector ofJvm = ProxySelector.getDefault();
            return ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(uri);
        }
        ProxyAddress proxy = byScheme.get(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT));
        return List.of(proxy == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, proxy.address()));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // Whoever sent the request is told by the exception.
    }

    /** The value of {@link #LOGIN} for a proxy; null when it wants none. */
    @Nullable
    String authorization(Proxy proxy) {
        return byScheme.values().stream()
                .filter(known -> known.user() != null && known.address().equals(proxy.address()))
                .map(known -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (known.user() + ":" + known.password()).getBytes(StandardCharsets.UTF_8)))
                .findFirst()
                .orElse(null);
    }

    /** Answers a proxy that asks for a login, and nobody else. */
    Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY
                        ? login(getRequestingHost(), getRequestingPort())
                        : null;
            }
        };
    }

    private @Nullable PasswordAuthentication login(String host, int port) {
        return byScheme.values().stream()
                .filter(known -> known.user() != null
                        && known.address().getHostString().equalsIgnoreCase(host)
                        && known.address().getPort() == port)
                .map(known -> new PasswordAuthentication(
                        known.user(), known.password().toCharArray()))
                .findFirst()
                .orElse(null);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /**
     * One proxy.
     *
     * @param address host and port
     * @param user null when it wants none
     * @param password empty when there is none
     */
    private record ProxyAddress(
            InetSocketAddress address, @Nullable String user, String password) {

        static ProxyAddress parse(String variable, String value) {
            try {
                URI uri = URI.create(value.contains("://") ? value : "http://" + value);
                if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
                    throw wrong(variable, null);
                }
                String[] login = String.valueOf(uri.getRawUserInfo()).split(":", 2);
                return new ProxyAddress(
                        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()),
                        uri.getRawUserInfo() == null ? null : decoded(login[0]),
                        uri.getRawUserInfo() == null || login.length < 2 ? "" : decoded(login[1]));
            } catch (IllegalArgumentException e) {
                throw wrong(variable, e);
            }
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        /** Without the value: a password may stand in it. */
        private static RunnerException wrong(String variable, @Nullable Exception cause) {
            return new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the environment variable " + variable
                            + " is not the address of an HTTP proxy; write http://HOST:PORT",
                    cause);
        }
    }
}
