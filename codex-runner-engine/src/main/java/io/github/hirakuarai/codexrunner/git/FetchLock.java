package io.github.hirakuarai.codexrunner.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one fetch at a time bring branches into a mirror, across threads and processes: whoever waited finds that what it
 * misses has come meanwhile.
 */
final class FetchLock implements AutoCloseable {

    /** A file lock belongs to the whole process, so threads need locks of their own. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel channel;
    private final FileLock process;

    private FetchLock(ReentrantLock thread, FileChannel channel, FileLock process) {
        this.thread = thread;
        this.channel = channel;
        this.process = process;
    }

    /** Waits for the lock of the mirror in a folder. */
    static FetchLock take(Path folder) throws IOException {
        ReentrantLock thread =
                THREADS.computeIfAbsent(folder.toAbsolutePath().normalize(), path -> new ReentrantLock(true));
        thread.lock();
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve("fetch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return new FetchLock(thread, channel, channel.lock());
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            thread.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            process.release();
        } finally {
            thread.unlock();
        }
    }
}
