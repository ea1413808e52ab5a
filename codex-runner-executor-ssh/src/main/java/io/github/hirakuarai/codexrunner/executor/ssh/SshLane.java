package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of the host behind a lane.
 *
 * @param name the lane's
 * @param login who signs in where
 * @param identities private keys that are tried, those that are there
 * @param knownHosts the file of the hosts' keys
 * @param jump the host through which the connection goes; null for none
 */
record SshLane(
        String name,
        Login login,
        List<Path> identities,
        Path knownHosts,
        @Nullable Login jump) {

    /** Tried when the lane names no key, as ssh does it (ssh_config(5), IdentityFile). */
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private static final Pattern LOGIN = Pattern.compile("(?:([^@\\s]+)@)?(\\[[^]\\s]+]|[^:@\\s]+)(?::([0-9]{1,5}))?");

    SshLane {
        identities = List.copyOf(identities);
    }

    /**
     * Who signs in where.
     *
     * @param user the name on the host
     * @param host its name or address
     * @param port its port
     */
    record Login(String user, String host, int port) {

        /** For people: {@code codex@vm.example.org}. */
        String text() {
            return user + "@" + host + (port == 22 ? "" : ":" + port);
        }
    }

    /**
     * Reads the lane's settings.
     *
     * @param home the runner's home
     * @param self the runner's user name
     */
    static SshLane of(Lane lane, Path home, String self) {
        String host = text(lane, "host");
        if (host == null) {
            throw wrong(lane, "names no host");
        }
        int port = lane.settings().get("port") instanceof Number number ? number.intValue() : 22;
        String user = lane.user() == null ? self : lane.user();
        String identity = text(lane, "identityFile");
        Path keys = home.resolve(".ssh");
        List<Path> identities = identity == null
                ? USUAL_KEYS.stream()
                        .map(keys::resolve)
                        .filter(Files::isReadable)
                        .toList()
                : Stream.of(Path.of(identity)).toList();
        String known = text(lane, "knownHosts");
        Path knownHosts = known == null ? keys.resolve("known_hosts") : Path.of(known);
        String jump = text(lane, "jumpHost");
        return new SshLane(
                lane.name(),
                new Login(user, host, port),
                identities,
                knownHosts,
                jump == null ? null : jump(lane, jump, user));
    }

    private static Login jump(Lane lane, String written, String user) {
        Matcher parts = LOGIN.matcher(written);
        if (!parts.matches()) {
            throw wrong(lane, "has a jumpHost that is not [user@]host[:port]: " + written);
        }
        return new Login(
                parts.group(1) == null ? user : parts.group(1),
                parts.group(2).replaceAll("[\\[\\]]", ""),
                parts.group(3) == null ? 22 : Integer.parseInt(parts.group(3)));
    }

    private static @Nullable String text(Lane lane, String key) {
        return lane.settings().get(key) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static RunnerException wrong(Lane lane, String what) {
        return new RunnerException(ErrorCode.CONFIGURATION, "the lane " + lane.name() + " " + what);
    }
}
