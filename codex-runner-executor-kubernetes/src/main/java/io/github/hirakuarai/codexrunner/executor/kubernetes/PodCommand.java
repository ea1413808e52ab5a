package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command in a pod as a process. Its words come as its first input, because an exec's own are part of a URL. */
final class PodCommand extends Process {

    /**
     * Reads the command's words, runs it with the frames that follow as its standard input, and ends both outputs with the
     * mark. Input that breaks off ends the command, which must not take a part for the whole.
     */
    private static final String BOOT = """
        mark=$1 count=$3
        eval "set -- $(head -c "$2")" && (($# == count)) || exit
        frame() { IFS= read -r size && [[ $size =~ ^[1-9][0-9]*$ ]] && head -c "$size"; }
        "$@" < <(
            while frame; do :; done 2>/dev/null
            [[ $size == 0 ]] || kill -KILL 0
        )
        printf '\\0%s' "$mark"
        printf '\\0%s' "$mark" >&2\
        """;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a shell says of a process that SIGKILL ended; also when nobody knows. */
    private static final int GONE = 137;

    private final PodSocket socket;
    private final FramedOutput input;
    private final MarkedInput output;
    private final MarkedInput error;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    private PodCommand(PodSocket socket, String mark) {
        byte[] last = ("\0" + mark).getBytes(US_ASCII);
        this.socket = socket;
        this.input = new FramedOutput(socket);
        this.output = new MarkedInput(socket.output(), last, this::finish);
        this.error = new MarkedInput(socket.error(), last, whole -> {});
    }

    /**
     * Starts a command.
     *
     * @throws io.fabric8.kubernetes.client.http.WebSocketHandshakeException when the API server refuses
     */
    static PodCommand start(KubernetesClient client, String namespace, String pod, List<String> words)
            throws IOException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String mark = HexFormat.of().formatHex(random);
        byte[] text = quoted(words).getBytes(UTF_8);
        List<String> boot = List.of(
                "bash", "-c", BOOT, "bash", mark, Integer.toString(text.length), Integer.toString(words.size()));
        PodCommand command = new PodCommand(PodSocket.open(client, namespace, pod, PodDraft.CONTAINER, boot), mark);
        try {
            command.socket.send(text);
            return command;
        } catch (IOException e) {
            command.destroy();
            throw e;
        }
    }

    /** As bash reads them. */
    private static String quoted(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append('\'').append(word.replace("'", "'\\''")).append("' ");
        }
        return text.toString();
    }

    @Override
    public OutputStream getOutputStream() {
        return input;
    }

    @Override
    public InputStream getInputStream() {
        return output;
    }

    @Override
    public InputStream getErrorStream() {
        return error;
    }

    /** Its output is over. Nobody asks for the exit code of a command that was sent here: its answer says all. */
    private void finish(boolean whole) {
        end.complete(whole ? 0 : GONE);
        if (!whole) {
            socket.close();
        }
    }

    @Override
    public boolean isAlive() {
        return !end.isDone() && socket.over() == null;
    }

    @Override
    public int waitFor() {
        return end.join();
    }

    @Override
    public int exitValue() {
        if (isAlive()) {
            throw new IllegalThreadStateException("the command still runs");
        }
        return end.getNow(GONE);
    }

    @Override
    public void destroy() {
        end.complete(GONE);
        socket.close();
    }
}
