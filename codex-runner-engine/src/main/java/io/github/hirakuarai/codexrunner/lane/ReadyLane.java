package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.util.List;

/**
 * A lane whose variables have their values, which are masked until this is closed.
 *
 * @param lane all its variables are values
 * @param held a registration for each value
 */
public record ReadyLane(Lane lane, List<Secrets.Registration> held) implements AutoCloseable {

    public ReadyLane {
        held = List.copyOf(held);
    }

    @Override
    public void close() {
        held.forEach(Secrets.Registration::close);
    }
}
