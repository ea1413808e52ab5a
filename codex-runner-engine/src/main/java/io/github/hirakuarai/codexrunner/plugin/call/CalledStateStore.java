package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A state store whose faults are its own. */
final class CalledStateStore implements StateStore {

    private final CalledPlugin plugin;
    private final StateStore store;

    CalledStateStore(CalledPlugin plugin, StateStore store) {
        this.plugin = plugin;
        this.store = store;
    }

    @Override
    public StatusReceipt show(StatusUpdate update, Fence fence) {
        return plugin.ask("show", call -> store.show(update, call.within(fence)));
    }

    @Override
    public List<BriefCommand> commands(Issue issue) {
        return plugin.ask("commands", call -> List.copyOf(store.commands(issue)));
    }

    @Override
    public List<BriefCommand> cancels(Issue issue) {
        return plugin.ask("cancels", call -> List.copyOf(store.cancels(issue)));
    }

    @Override
    public Optional<CommandEdit> edit(Issue issue, BriefCommand command) {
        return plugin.ask("edit", call -> store.edit(issue, command));
    }

    @Override
    public void acknowledge(Issue issue, List<BriefCommand> commands, Fence fence) {
        plugin.tell("acknowledge", call -> store.acknowledge(issue, commands, call.within(fence)));
    }

    @Override
    public void answer(Issue issue, @Nullable BriefCommand command, String comment, Fence fence) {
        plugin.tell("answer", call -> store.answer(issue, command, comment, call.within(fence)));
    }

    @Override
    public void close() {
        plugin.tell("close", call -> store.close());
    }
}
