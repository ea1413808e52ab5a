package io.github.hirakuarai.codexrunner.executor.ssh;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Buffer.PlainBuffer;

/**
 * The ssh-agent that runs on this machine (draft-ietf-sshm-ssh-agent): it keeps private keys, so that the runner never
 * reads one, and signs for the runner. A connection for each request.
 *
 * @param socket where it listens
 */
record SshAgent(Path socket) {

    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGNATURE = 14;

    /** No answer is longer: agents themselves take 256 KiB. */
    private static final int LONGEST = 256 * 1024;

    /**
     * A key that the agent keeps.
     *
     * @param key its public half in Base64, as it stands in {@code authorized_keys}
     * @param comment its name for people
     */
    record Identity(String key, String comment) {

        /** The public half as it goes over the wire. */
        byte[] blob() {
            return Base64.getDecoder().decode(key);
        }

        /** The key's type: {@code ssh-ed25519}. */
        String type() {
            try {
                return new PlainBuffer(blob()).readString();
            } catch (Buffer.BufferException e) {
                return "";
            }
        }
    }

    /** The keys that it keeps. */
    List<Identity> identities() throws IOException {
        PlainBuffer answer = ask(new PlainBuffer().putByte(REQUEST_IDENTITIES), IDENTITIES);
        try {
            List<Identity> identities = new ArrayList<>();
            for (long left = answer.readUInt32(); left > 0; left--) {
                String key = Base64.getEncoder().encodeToString(answer.readBytes());
                identities.add(new Identity(key, answer.readString()));
            }
            return identities;
        } catch (Buffer.BufferException e) {
            throw new IOException("the agent's answer is cut off", e);
        }
    }

    /**
     * Signs.
     *
     * @param flags which hash an RSA key uses (RFC 8332)
     * @return the signature, with its type, as it goes over the wire
     */
    byte[] sign(Identity identity, byte[] data, int flags) throws IOException {
        PlainBuffer request = new PlainBuffer()
                .putByte(SIGN_REQUEST)
                .putString(identity.blob())
                .putString(data)
                .putUInt32(flags);
        try {
            return ask(request, SIGNATURE).readBytes();
        } catch (Buffer.BufferException e) {
            throw new IOException("the agent's answer is cut off", e);
        }
    }

    private PlainBuffer ask(PlainBuffer request, byte expected) throws IOException {
        byte[] words = request.getCompactData();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer whole =
                    ByteBuffer.wrap(new PlainBuffer().putString(words).getCompactData());
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            DataInputStream answer = new DataInputStream(Channels.newInputStream(channel));
            int length = answer.readInt();
            if (length < 1 || length > LONGEST) {
                throw new IOException("the agent's answer cannot be read");
            }
            byte[] content = new byte[length];
            answer.readFully(content);
            if (content[0] != expected) {
                throw new IOException("the agent refuses");
            }
            PlainBuffer buffer = new PlainBuffer(content);
            buffer.rpos(1);
            return buffer;
        }
    }
}
