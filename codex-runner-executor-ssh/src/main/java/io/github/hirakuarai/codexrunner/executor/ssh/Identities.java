package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer.PlainBuffer;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which the runner signs in on a lane's hosts: those of the lane's files, each by itself or, when it has a
 * passphrase, through the agent that keeps it; and all of the agent's when the lane names no file.
 */
final class Identities {

    private final SshLane lane;
    private final @Nullable SshAgent agent;
    private final List<SshAgent.Identity> kept;

    private Identities(SshLane lane, @Nullable SshAgent agent, List<SshAgent.Identity> kept) {
        this.lane = lane;
        this.agent = agent;
        this.kept = kept;
    }

    static Identities of(SshLane lane) {
        Path socket = lane.agent();
        if (socket == null) {
            return new Identities(lane, null, List.of());
        }
        SshAgent agent = new SshAgent(socket);
        try {
            return new Identities(lane, agent, agent.identities());
        } catch (IOException e) {
            // One that was started in a session that is over: there may be key files.
            return new Identities(lane, null, List.of());
        }
    }

    /** The ways to sign in, the likeliest first. */
    List<AuthMethod> methods(SSHClient client) {
        List<AuthMethod> methods = new ArrayList<>();
        if (!lane.named() && agent != null) {
            kept.forEach(identity -> methods.add(new AgentKey(agent, identity)));
        }
        for (Path file : lane.identities()) {
            method(client, file).ifPresent(methods::add);
        }
        if (methods.isEmpty()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "no private key found for the lane " + lane.name()
                            + ": name one as its identityFile, or add one to the agent with ssh-add");
        }
        return methods;
    }

    private Optional<AuthMethod> method(SSHClient client, Path file) {
        try {
            KeyProvider key = client.loadKeys(file.toString());
            Optional<SshAgent.Identity> twin = twin(key);
            if (twin.isPresent() && agent != null) {
                return lane.named() ? Optional.of(new AgentKey(agent, twin.get())) : Optional.empty();
            }
            // A key that cannot be read shows itself only when it is asked for.
            key.getPrivate();
            return Optional.of(new AuthPublickey(key));
        } catch (IOException e) {
            if (!lane.named()) {
                // The usual files are tried where they can be.
                return Optional.empty();
            }
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the private key " + file + " of the lane " + lane.name() + " cannot be used (" + e.getMessage()
                            + "): let the runner read it; if it has a passphrase, give it to an agent with ssh-add "
                            + file + ", and start the runner with that agent's SSH_AUTH_SOCK",
                    e);
        }
    }

    /** The same key in the agent: what has a passphrase is known by the file {@code .pub} beside it. */
    private Optional<SshAgent.Identity> twin(KeyProvider key) {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        try {
            PublicKey open = key.getPublic();
            byte[] blob = new PlainBuffer().putPublicKey(open).getCompactData();
            String encoded = Base64.getEncoder().encodeToString(blob);
            return kept.stream()
                    .filter(identity -> identity.key().equals(encoded))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
