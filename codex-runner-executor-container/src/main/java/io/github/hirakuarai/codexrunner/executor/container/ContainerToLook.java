package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A container for a look at a lane: made by the first command, and removed when the look is over. */
final class ContainerToLook implements Host {

    private final Supplier<Container> maker;
    private @Nullable Container made;

    ContainerToLook(Supplier<Container> maker) {
        this.maker = maker;
    }

    @Override
    public Process start(List<String> command) throws IOException {
        return container().start(command);
    }

    private synchronized Container container() {
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
