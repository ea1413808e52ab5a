package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.jspecify.annotations.Nullable;

/** Knows hosts by their keys, as {@code StrictHostKeyChecking=yes} does: one that is not in the file is refused. Writes nothing. */
final class KnownHosts extends OpenSSHKnownHosts {

    private static final Predicate<String> REVOKED =
            Pattern.compile("^\\s*@revoked\\s").asPredicate();

    private static final int DEFAULT_PORT = 22;
    private static final String RSA = "ssh-rsa";
    /** The strongest first (RFC 8332). */
    private static final List<String> RSA_ALGORITHMS = List.of("rsa-sha2-512", "rsa-sha2-256", RSA);

    private final Path file;
    private final int port;
    private final Set<String> revoked;
    private @Nullable String refusal;

    private KnownHosts(Path file, String entries, int port) throws IOException {
        super(new StringReader(entries));
        this.file = file;
        this.port = port;
        this.revoked = entries.lines().filter(REVOKED).map(KnownHosts::key).collect(Collectors.toUnmodifiableSet());
    }

    /** Of a line of the file: marker, hosts, type, key in Base64, comment (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
    private static String key(String marked) {
        String[] words = marked.strip().split("\\s+", 5);
        return words.length < 4 ? "" : words[3];
    }

    /** Reads the file; one that is not there knows nobody. */
    static KnownHosts read(Path file, int port) {
        try {
            return new KnownHosts(file, Files.readString(file), port);
        } catch (NoSuchFileException e) {
            return empty(file, port);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the file of known hosts " + file + " cannot be read (" + e.getMessage() + ")",
                    e);
        }
    }

    private static KnownHosts empty(Path file, int port) {
        try {
            return new KnownHosts(file, "", port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why the host was refused; empty when it was not. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The library takes a revoked key of a host that another line of the file names with it; ssh takes it never. */
    @Override
    public boolean verify(String host, int at, PublicKey key) {
        if (!revoked.contains(Base64.getEncoder().encodeToString(encoded(key)))) {
            return super.verify(host, at, key);
        }
        refusal = "the key of " + host + " (" + KeyType.fromKey(key) + " " + fingerprint(key)
                + ") is marked as @revoked in " + file
                + ": nobody who has it can be trusted, so give the host a new key and add that one";
        return false;
    }

    /**
     * The algorithms of the keys that the file has for a host, which are then asked for first, as ssh does. An RSA key is
     * one key for three algorithms, of which the file names the oldest, and servers of today offer the other two.
     */
    @Override
    public List<String> findExistingAlgorithms(String host, int at) {
        String name = host.toLowerCase(Locale.ROOT);
        String entry = at == DEFAULT_PORT ? name : "[" + name + "]:" + at;
        Set<String> algorithms = new LinkedHashSet<>();
        for (KnownHostEntry known : entries()) {
            if (!REVOKED.test(known.getLine()) && applies(known, entry)) {
                String type = String.valueOf(known.getType());
                algorithms.addAll(type.equals(RSA) ? RSA_ALGORITHMS : List.of(type));
            }
        }
        return List.copyOf(algorithms);
    }

    private static boolean applies(KnownHostEntry known, String host) {
        try {
            return known.appliesTo(host);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    protected boolean hostKeyUnverifiableAction(String host, PublicKey key) {
        refusal = "the key of " + host + " (" + KeyType.fromKey(key) + " " + fingerprint(key) + ") is not in " + file
                + ": compare it with the host's, then run ssh-keyscan -p " + port + " " + plain(host) + " >> " + file;
        return false;
    }

    @Override
    protected boolean hostKeyChangedAction(String host, PublicKey key) {
        refusal = "the key of " + host + " has changed (it is now " + KeyType.fromKey(key) + " " + fingerprint(key)
                + "), or another host answers in its place: find out which, then run ssh-keygen -f " + file + " -R '"
                + host + "' and add the new key";
        return false;
    }

    private static String plain(String host) {
        return host.startsWith("[") && host.contains("]") ? host.substring(1, host.indexOf(']')) : host;
    }

    /** As {@code ssh-keygen -l} writes it. */
    static String fingerprint(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded(key));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }
}
