package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The commands of issues on which nothing has happened since they were read: a poll asks for those of every failed brief, and
 * must not cost more with each of them. Safe for many threads.
 */
final class CachedCommands {

    private final Changes changes;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    CachedCommands(Changes changes) {
        this.changes = changes;
    }

    /** The commands of an issue, read only when they may be others than the last time. */
    List<BriefCommand> of(Issue issue, Supplier<List<BriefCommand>> read) {
        // The version comes before the reading: what happens in between is then read once more.
        OptionalLong version = changes.version(issue);
        String place = issue.repositoryId() + "#" + issue.number();
        Known before = known.get(place);
        if (version.isPresent() && before != null && before.version() == version.getAsLong()) {
            return before.commands();
        }
        List<BriefCommand> commands = List.copyOf(read.get());
        version.ifPresent(now -> known.put(place, new Known(now, commands, new ConcurrentHashMap<>())));
        return commands;
    }

    /** Who edited a command, asked only when it may be somebody else than the last time. */
    Optional<CommandEdit> edit(Issue issue, BriefCommand command, Supplier<Optional<CommandEdit>> ask) {
        OptionalLong version = changes.version(issue);
        Known before = known.get(issue.repositoryId() + "#" + issue.number());
        if (version.isEmpty() || before == null || before.version() != version.getAsLong()) {
            return ask.get();
        }
        Optional<CommandEdit> edit = before.edits().get(command.id());
        if (edit == null) {
            edit = ask.get();
            before.edits().put(command.id(), edit);
        }
        return edit;
    }

    private record Known(long version, List<BriefCommand> commands, Map<String, Optional<CommandEdit>> edits) {}
}
