package io.github.hirakuarai.codexrunner.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections of one piece of work on a remote repository. They go through the proxy that the selector names, end
 * an answer that does not end by itself, and remember the server's last status: JGit's exceptions tell it only in a text
 * that holds the URL, too. Used by one thread at a time.
 */
final class GitConnections implements HttpConnectionFactory {

    /** No answer yet, or a network that gave none. */
    static final int NO_STATUS = 0;

    private final RemoteAccess access;
    private final Limits limits;
    private int status = NO_STATUS;
    private @Nullable String location;
    private @Nullable URL kept;
    private boolean told;
    private final Map<String, String> refs;

    /** @param refs that are known already and fetched; empty to ask for them */
    GitConnections(RemoteAccess access, Limits limits, Map<String, String> refs) {
        this.refs = Map.copyOf(refs);
        this.access = access;
        this.limits = limits;
    }

    /** Forgets what is known of the server, if that was used: it may be what failed. */
    boolean forgetServer() {
        URL used = kept;
        if (used == null) {
            return false;
        }
        access.servers().forget(used);
        kept = null;
        return true;
    }

    /** The status of the newest connection; {@link #NO_STATUS} when it never came so far. */
    int status() {
        return status;
    }

    /** Where the newest answer points to; null when it does not. */
    @Nullable
    String location() {
        return location;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy ofJGit) throws IOException {
        status = NO_STATUS;
        location = null;
        if (kept != null && !told && !refs.isEmpty() && KnownServers.isFetch(url)) {
            told = true;
            status = HttpConnection.HTTP_OK;
            return KnownServers.refs(url, refs);
        }
        if (KnownServers.isQuestion(url)) {
            Optional<HttpConnection> answer = access.servers().answer(url);
            if (answer.isPresent()) {
                kept = url;
                status = HttpConnection.HTTP_OK;
                return answer.get();
            }
        }
        return new Connection(url, proxy(url));
    }

    private Proxy proxy(URL url) throws IOException {
        try {
            List<Proxy> found = access.proxies().select(url.toURI());
            return found.isEmpty() ? Proxy.NO_PROXY : found.get(0);
        } catch (URISyntaxException e) {
            throw new IOException("not a URI: " + url, e);
        }
    }

    /**
     * What one answer may take.
     *
     * @param bytes the most that is read of it
     * @param time the longest that it may last
     */
    record Limits(long bytes, Duration time) {

        /** For a list of refs, which JGit holds in memory: room for about a million. */
        static final Limits REFS = new Limits(64L << 20, Duration.ofMinutes(5));

        /** For packs, which go to the disk. */
        static final Limits PACKS = new Limits(Long.MAX_VALUE, Duration.ofHours(1));
    }

    /** Of a request through a tunnel no field is for the proxy: the JDK asks for the login when the proxy does. */
    private static URL answering(URL url, EnvironmentProxies proxies) throws IOException {
        return new URL(null, url.toString(), new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL same) throws IOException {
                return openConnection(same, Proxy.NO_PROXY);
            }

            @Override
            protected URLConnection openConnection(URL same, Proxy proxy) throws IOException {
                URLConnection connection = url.openConnection(proxy);
                ((HttpURLConnection) connection).setAuthenticator(proxies.authenticator());
                return connection;
            }
        });
    }

    private final class Connection extends JDKHttpConnection {

        Connection(URL url, Proxy proxy) throws IOException {
            super(access.proxies() instanceof EnvironmentProxies known ? answering(url, known) : url, proxy);
            @Nullable
            String login = access.proxies() instanceof EnvironmentProxies known ? known.authorization(proxy) : null;
            if (login != null) {
                setRequestProperty(EnvironmentProxies.LOGIN, login);
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            location = getHeaderField("Location");
            return status;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            InputStream answer = new BoundedStream(super.getInputStream(), limits, access.nanoTime());
            return KnownServers.isQuestion(getURL())
                    ? access.servers().keep(getURL(), getContentType(), getHeaderField("Content-Encoding"), answer)
                    : answer;
        }
    }

    private static final class BoundedStream extends FilterInputStream {

        private final Limits limits;
        private final LongSupplier nanoTime;
        private final long began;
        private long left;

        BoundedStream(InputStream in, Limits limits, LongSupplier nanoTime) {
            super(in);
            this.limits = limits;
            this.nanoTime = nanoTime;
            this.began = nanoTime.getAsLong();
            this.left = limits.bytes();
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= Math.max(read, 0);
            if (left < 0) {
                throw new IOException("the answer is longer than " + (limits.bytes() >> 20) + " MB");
            }
            if (nanoTime.getAsLong() - began > limits.time().toNanos()) {
                throw new InterruptedIOException(
                        "the answer has not ended after " + limits.time().toSeconds() + " s");
            }
        }
    }
}
