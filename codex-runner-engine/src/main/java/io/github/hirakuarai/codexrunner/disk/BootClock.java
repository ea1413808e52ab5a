package io.github.hirakuarai.codexrunner.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * A clock that only runs forward, while the machine sleeps too, and that processes of one machine share: the time since it
 * was started. Where the system tells neither that time nor which start it was, it is this process's own clock.
 */
public interface BootClock {

    /** Names the machine's last start: readings of another one say nothing. */
    String boot();

    /** The time since then. */
    Duration elapsed();

    /** The clock of this machine. */
    static BootClock system() {
        Path id = Path.of("/proc/sys/kernel/random/boot_id");
        Path uptime = Path.of("/proc/uptime");
        try {
            String boot = Files.readString(id).strip();
            uptime(uptime);
            return new BootClock() {
                @Override
                public String boot() {
                    return boot;
                }

                @Override
                public Duration elapsed() {
                    try {
                        return uptime(uptime);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            };
        } catch (IOException | RuntimeException e) {
            return ofProcess();
        }
    }

    private static BootClock ofProcess() {
        String process = UUID.randomUUID().toString();
        return new BootClock() {
            @Override
            public String boot() {
                return process;
            }

            @Override
            public Duration elapsed() {
                return Duration.ofNanos(System.nanoTime());
            }
        };
    }

    /** Seconds with two decimals, then the idle time, which is of no use here. */
    private static Duration uptime(Path file) throws IOException {
        String seconds = Files.readString(file).split(" ", 2)[0];
        return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
    }
}
