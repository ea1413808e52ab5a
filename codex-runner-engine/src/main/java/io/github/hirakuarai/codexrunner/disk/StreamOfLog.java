package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a step wrote to one of its streams, from {@link StepLog}'s two files. */
final class StreamOfLog extends InputStream {

    private final FileChannel log;
    private final BufferedReader turns;
    private final StepSink.Stream wanted;
    private Turn next;
    private long at;
    private long end;

    /** From where in the log a stream writes. */
    private record Turn(long from, StepSink.Stream stream) {}

    /** Opens both files. */
    StreamOfLog(Path folder, int ordinal, StepSink.Stream wanted) throws IOException {
        this.wanted = wanted;
        this.log = FileChannel.open(StepLog.log(folder, ordinal));
        try {
            this.turns = Files.newBufferedReader(StepLog.turns(folder, ordinal));
            this.next = turn();
        } catch (IOException e) {
            log.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (at >= end) {
            if (next.from() >= log.size()) {
                return -1;
            }
            Turn current = next;
            next = turn();
            if (current.stream() == wanted) {
                at = current.from();
                end = next.from();
            }
        }
        int count = log.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
        at += Math.max(0, count);
        return count;
    }

    /** The next turn; one that begins where the log ends when there is none, or when its line was not written whole. */
    private Turn turn() throws IOException {
        String line = turns.readLine();
        int space = line == null ? -1 : line.indexOf(' ');
        for (StepSink.Stream stream : StepSink.Stream.values()) {
            if (space > 0 && line.substring(space + 1).equals(StepLog.name(stream))) {
                return new Turn(Long.parseLong(line.substring(0, space)), stream);
            }
        }
        return new Turn(log.size(), wanted);
    }

    @Override
    public void close() throws IOException {
        try (log;
                turns) {
            at = end;
        }
    }
}
