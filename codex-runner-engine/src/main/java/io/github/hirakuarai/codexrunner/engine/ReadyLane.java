package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.publish.Secrets;
import java.util.List;

/**
 * A lane whose variables have their values, which are masked until this is closed.
 *
 * @param lane all its variables are values
 * @param held a registration for each value
 */
record ReadyLane(Lane lane, List<Secrets.Registration> held) implements AutoCloseable {

    ReadyLane {
        held = List.copyOf(held);
    }

    @Override
    public void close() {
        held.forEach(Secrets.Registration::close);
    }
}
