package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is about to do and has done, a line of JSON each, on the disk before the deed. Safe for many threads.
 *
 * <p>{@code {"at":"…","intent":"claim",…}} comes before an effect, {@code {"at":"…","receipt":"claim",…}} after it. An
 * intent without a receipt has to be looked for: it may have happened or not.
 */
final class Journal implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final FileChannel file;
    private final Path path;
    private final Clock clock;

    Journal(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
        try {
            this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** Something is about to be done. Returns when that stands on the disk. */
    void intent(String effect, Map<String, String> facts) {
        write("intent", effect, facts);
    }

    /** It was done. */
    void receipt(String effect, Map<String, String> facts) {
        write("receipt", effect, facts);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private synchronized void write(String kind, String effect, Map<String, String> facts) {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", clock.instant().toString());
        line.put(kind, effect);
        facts.forEach(line::put);
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static RunnerException unwritable(Path path, IOException e) {
        return new RunnerException(
                ErrorCode.STORAGE,
                "cannot write " + path + ": " + e.getMessage()
                        + "; nothing is run without a journal: make room there, or set runner.stateDir",
                e);
    }
}
