package io.github.hirakuarai.codexrunner.executor.ssh;

import java.io.IOException;
import net.schmizz.sshj.common.Buffer.PlainBuffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/** Signs in with a key that an agent keeps (RFC 4252 §7): asks whether the host takes it, and has the agent sign if so. */
final class AgentKey extends AbstractAuthMethod {

    /** With SHA-512 instead of SHA-1, which hosts refuse by now (RFC 8332). */
    private static final int RSA_SHA2_512 = 4;

    private final SshAgent agent;
    private final SshAgent.Identity identity;

    AgentKey(SshAgent agent, SshAgent.Identity identity) {
        super("publickey");
        this.agent = agent;
        this.identity = identity;
    }

    private boolean rsa() {
        return identity.type().equals("ssh-rsa");
    }

    private SSHPacket request(boolean signed) throws UserAuthException {
        return super.buildReq()
                .putBoolean(signed)
                .putString(rsa() ? "rsa-sha2-512" : identity.type())
                .putString(identity.blob());
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return request(false);
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket request = request(true);
        byte[] signed = new PlainBuffer()
                .putString(params.getTransport().getSessionID())
                .putBuffer(request)
                .getCompactData();
        try {
            request.putString(agent.sign(identity, signed, rsa() ? RSA_SHA2_512 : 0));
        } catch (IOException e) {
            throw new UserAuthException(
                    "the agent does not sign with " + identity.comment() + " (" + e.getMessage() + ")", e);
        }
        params.getTransport().write(request);
    }
}
