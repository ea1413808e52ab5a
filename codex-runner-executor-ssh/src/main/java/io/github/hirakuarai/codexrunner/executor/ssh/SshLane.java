package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of the host behind a lane.
 *
 * @param name the lane's
 * @param login who signs in where
 * @param identities private keys that are tried
 * @param named whether somebody named these keys; otherwise they are the usual ones, those that are there
 * @param agent where the agent that keeps further keys listens; null for none
 * @param knownHosts the file of the hosts' keys
 * @param jump the host through which the connection goes; null for none
 */
record SshLane(
        String name,
        Login login,
        List<Path> identities,
        boolean named,
        @Nullable Path agent,
        Path knownHosts,
        @Nullable Login jump) {

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

    /** Reads the lane's settings, and what the user's {@code ~/.ssh/config} says where they are silent. */
    static SshLane of(Lane lane, SshHome home) {
        String host = text(lane, "host");
        if (host == null) {
            throw wrong(lane, "names no host");
        }
        Login written = new Login(
                lane.user() == null ? "" : lane.user(),
                host,
                lane.settings().get("port") instanceof Number number ? number.intValue() : 0);
        SshHome.Entry entry = home.entry(written);
        String identity = text(lane, "identityFile");
        List<Path> named = identity == null ? entry.identityFiles() : List.of(Path.of(identity));
        String known = text(lane, "knownHosts");
        String jump = text(lane, "jumpHost") == null ? entry.proxyJump() : text(lane, "jumpHost");
        return new SshLane(
                lane.name(),
                entry.login(),
                named.isEmpty() ? home.usualKeys() : named,
                !named.isEmpty(),
                home.agent(),
                known == null ? entry.knownHosts() : Path.of(known),
                jump == null ? null : jump(lane, jump, entry.login().user(), home));
    }

    private static Login jump(Lane lane, String written, String user, SshHome home) {
        Matcher parts = LOGIN.matcher(written);
        if (!parts.matches()) {
            throw wrong(lane, "has a jumpHost that is not [user@]host[:port]: " + written);
        }
        Login login = new Login(
                parts.group(1) == null ? "" : parts.group(1),
                parts.group(2).replaceAll("[\\[\\]]", ""),
                parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3)));
        Login resolved = home.entry(login).login();
        return login.user().isEmpty() && resolved.user().equals(home.self())
                ? new Login(user, resolved.host(), resolved.port())
                : resolved;
    }

    private static @Nullable String text(Lane lane, String key) {
        return lane.settings().get(key) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static RunnerException wrong(Lane lane, String what) {
        return new RunnerException(ErrorCode.CONFIGURATION, "the lane " + lane.name() + " " + what);
    }
}
