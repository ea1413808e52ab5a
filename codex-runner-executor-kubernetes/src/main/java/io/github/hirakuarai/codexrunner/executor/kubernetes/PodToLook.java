package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pod for a look at a lane. The client for it is made by the first command, if there is one: that takes seconds, in which the
 * lane would be taken for silent.
 */
final class PodToLook implements Host {

    private final Supplier<RunPod> maker;
    private @Nullable RunPod made;

    PodToLook(Supplier<RunPod> maker) {
        this.maker = maker;
    }

    @Override
    public Process start(List<String> command) throws IOException {
        return pod().start(command);
    }

    private synchronized RunPod pod() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (made != null) {
            made.close();
        }
    }
}
