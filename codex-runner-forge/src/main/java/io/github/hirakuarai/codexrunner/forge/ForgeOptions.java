package io.github.hirakuarai.codexrunner.forge;

import java.nio.file.Path;
import java.time.Clock;

/**
 * How a forge is started.
 *
 * @param port to listen on at 127.0.0.1; 0 takes any free one
 * @param folder where its bare repositories are put; made when it is not there
 * @param clock gives every time that the forge shows
 */
public record ForgeOptions(int port, Path folder, Clock clock) {

    public ForgeOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** Any free port and this machine's clock. */
    public static ForgeOptions in(Path folder) {
        return new ForgeOptions(0, folder, Clock.systemUTC());
    }
}
