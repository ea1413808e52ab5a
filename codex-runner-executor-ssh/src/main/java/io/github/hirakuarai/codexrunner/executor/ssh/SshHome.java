package io.github.hirakuarai.codexrunner.executor.ssh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.eclipse.jgit.internal.transport.ssh.OpenSshConfigFile;
import org.eclipse.jgit.transport.SshConfigStore;
import org.jspecify.annotations.Nullable;

/**
 * What the runner's user has for SSH: keys, an agent, and {@code ~/.ssh/config}. Of the latter counts what says where a host
 * is and who signs in there (ssh_config(5): {@code HostName}, {@code Port}, {@code User}, {@code IdentityFile}, {@code
 * ProxyJump}, {@code UserKnownHostsFile}); {@code Match} and {@code Include} are passed over, and nothing in it makes a host
 * known or starts a program.
 *
 * @param home the runner's
 * @param self the runner's user name
 * @param agent where the agent listens; null for none
 */
record SshHome(Path home, String self, @Nullable Path agent) {

    /** Tried when nobody names a key, as ssh does it (ssh_config(5), IdentityFile). */
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private static final int USUAL_PORT = 22;

    /**
     * A host.
     *
     * @param login who signs in where, in full
     * @param identityFiles the keys that are named for it; may be empty
     * @param knownHosts the file of the hosts' keys
     * @param proxyJump the host on the way to it, as it is written; null for none
     */
    record Entry(
            SshLane.Login login,
            List<Path> identityFiles,
            Path knownHosts,
            @Nullable String proxyJump) {
        Entry {
            identityFiles = List.copyOf(identityFiles);
        }
    }

    /**
     * Looks a host up.
     *
     * @param written what the configuration of the lane says, which wins: the user may be empty, the port 0
     */
    Entry entry(SshLane.Login written) {
        SshConfigStore.HostConfig config = new OpenSshConfigFile(
                        home.toFile(), ssh("config").toFile(), self)
                .lookup(written.host(), Math.max(written.port(), -1), written.user());
        String host = config.getValue("HostName");
        int port = written.port() > 0 ? written.port() : number(config.getValue("Port"));
        String user = written.user().isEmpty() ? config.getValue("User") : written.user();
        String jump = config.getValue("ProxyJump");
        List<String> known = config.getValues("UserKnownHostsFile");
        return new Entry(
                new SshLane.Login(
                        user == null || user.isEmpty() ? self : user,
                        host == null || host.isEmpty() ? written.host() : host,
                        port),
                config.getValues("IdentityFile").stream().map(Path::of).toList(),
                known.isEmpty() ? ssh("known_hosts") : Path.of(known.get(0)),
                jump == null || jump.isEmpty() || jump.toLowerCase(Locale.ROOT).equals("none") ? null : jump);
    }

    /** The usual keys, those that are there. */
    List<Path> usualKeys() {
        return USUAL_KEYS.stream().map(this::ssh).filter(Files::isReadable).toList();
    }

    private Path ssh(String name) {
        return home.resolve(".ssh").resolve(name);
    }

    private static int number(@Nullable String port) {
        return port != null && port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : USUAL_PORT;
    }
}
