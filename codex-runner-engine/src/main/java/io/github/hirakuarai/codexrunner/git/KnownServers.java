package io.github.hirakuarai.codexrunner.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * What git servers said that they can do, so that none is asked twice (git asks at each connection). Only answers of protocol version 2 are kept, because they tell of
 * the server and name no ref. When anything fails after a kept answer, it is forgotten and the server is asked. Safe for many threads.
 */
public final class KnownServers {

    KnownServers() {}

    private static final String QUESTION = "/info/refs?service=git-upload-pack";
    private static final Pattern VERSION_2 =
            Pattern.compile("(?:001e# service=git-upload-pack\n0000)?000(?:eversion 2\n|dversion 2)");
    private static final int LONGEST = 8 << 10;
    private static final int MOST = 1_000;

    private final Map<String, Capabilities> known = new ConcurrentHashMap<>();

    /** Whether a URL asks for capabilities, and not for the refs that a push starts from. */
    static boolean isQuestion(URL url) {
        return url.toString().endsWith(QUESTION);
    }

    /** The kept answer; empty when the server has to be asked. */
    Optional<HttpConnection> answer(URL url) throws IOException {
        Capabilities found = known.get(url.toString());
        return found == null ? Optional.empty() : Optional.of(new Kept(url, found));
    }

    /**
     * The answer to the question for refs that begins each fetch by protocol version 2, where the refs are known already.
     *
     * @param commits whole ref names to 40 hexadecimal digits
     */
    static HttpConnection refs(URL url, Map<String, String> commits) throws IOException {
        StringBuilder lines = new StringBuilder();
        commits.forEach((ref, commit) -> {
            String line = commit + " " + ref + "\n";
            int length = 4 + line.getBytes(StandardCharsets.UTF_8).length;
            lines.append(String.format("%04x", length)).append(line);
        });
        String answer = new String(
                lines.append("0000").toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new Kept(url, new Capabilities(answer, "application/x-git-upload-pack-result", null));
    }

    /** Whether a URL is that of the fetches of a server. */
    static boolean isFetch(URL url) {
        return url.getPath().endsWith("/git-upload-pack");
    }

    void forget(URL url) {
        known.remove(url.toString());
    }

    /** Keeps an answer, if it is short and tells of the server only; gives all of it to the reader. */
    InputStream keep(URL url, @Nullable String type, @Nullable String encoding, InputStream in) throws IOException {
        byte[] begin = in.readNBytes(LONGEST);
        if (begin.length < LONGEST && type != null && ofVersion2(begin, encoding)) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(url.toString(), new Capabilities(new String(begin, StandardCharsets.ISO_8859_1), type, encoding));
        }
        return new SequenceInputStream(new ByteArrayInputStream(begin), in);
    }

    private static boolean ofVersion2(byte[] answer, @Nullable String encoding) {
        try (InputStream plain = "gzip".equalsIgnoreCase(encoding)
                ? new GZIPInputStream(new ByteArrayInputStream(answer))
                : new ByteArrayInputStream(answer)) {
            String text = new String(plain.readNBytes(LONGEST), StandardCharsets.UTF_8);
            return VERSION_2.matcher(text).lookingAt();
        } catch (IOException e) {
            return false;
        }
    }

    /** @param answer a character for each byte */
    private record Capabilities(
            String answer, String type, @Nullable String encoding) {

        byte[] bytes() {
            return answer.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** A connection to nowhere that holds the kept answer. */
    private static final class Kept extends JDKHttpConnection {

        private final Capabilities capabilities;

        Kept(URL url, Capabilities capabilities) throws IOException {
            super(url, Proxy.NO_PROXY);
            this.capabilities = capabilities;
        }

        @Override
        public void connect() {}

        @Override
        public int getResponseCode() {
            return HTTP_OK;
        }

        @Override
        public String getResponseMessage() {
            return "OK";
        }

        @Override
        public String getContentType() {
            return capabilities.type();
        }

        @Override
        public int getContentLength() {
            return capabilities.answer().length();
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(capabilities.bytes());
        }

        @Override
        public @Nullable String getHeaderField(String name) {
            return name.equalsIgnoreCase("Content-Encoding") ? capabilities.encoding() : null;
        }

        @Override
        public List<String> getHeaderFields(String name) {
            return List.of();
        }

        @Override
        public Map<String, List<String>> getHeaderFields() {
            return Collections.emptyMap();
        }

        @Override
        public boolean usingProxy() {
            return false;
        }
    }
}
