package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link StateStore} that shows states to nobody but the test that asks. Safe for many threads. */
public final class InMemoryStateStore implements StateStore {

    private final Map<Long, Comment> comments = new HashMap<>();
    private final Map<Place, BriefState> states = new HashMap<>();
    private final Map<Place, List<BriefCommand>> commands = new HashMap<>();
    private final Map<Marker, String> answers = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    private long lastId;
    private int writes;

    /** A store in which nothing is shown yet. */
    public InMemoryStateStore() {}

    @Override
    public synchronized StatusReceipt show(StatusUpdate update, Fence fence) {
        if (states.get(Place.of(update.issue())) != update.state()) {
            fence.check();
            states.put(Place.of(update.issue()), update.state());
            writes++;
        }
        @Nullable String text = update.comment();
        if (text == null) {
            return StatusReceipt.NONE;
        }
        long id = comments.entrySet().stream()
                .filter(there -> there.getValue().key().equals(update.key()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> ++lastId);
        Comment comment = new Comment(update.key(), text);
        if (!comment.equals(comments.get(id))) {
            fence.check();
            comments.put(id, comment);
            writes++;
        }
        return new StatusReceipt(id, URI.create("memory:" + id));
    }

    @Override
    public synchronized List<BriefCommand> commands(Issue issue) {
        return commands.getOrDefault(Place.of(issue), List.of()).stream()
                .sorted(Comparator.comparing(BriefCommand::at))
                .toList();
    }

    @Override
    public synchronized void acknowledge(Issue issue, List<BriefCommand> followed, Fence fence) {
        for (BriefCommand command : followed) {
            if (!acknowledged.contains(command.id())) {
                fence.check();
                acknowledged.add(command.id());
                writes++;
            }
        }
    }

    @Override
    public synchronized void answer(CommandAnswer answer, Fence fence) {
        String text = answer.comment();
        Marker marker = Marker.read(text).orElseThrow();
        String before = answers.get(marker);
        if (!text.equals(before)) {
            fence.check();
            answers.put(marker, text);
            writes++;
        }
    }

    @Override
    public void close() {}

    /** The answers to commands, markers included. */
    public synchronized List<String> answers() {
        return List.copyOf(answers.values());
    }

    /** A person gives a command. */
    public synchronized void give(Issue issue, BriefCommand command) {
        commands.computeIfAbsent(Place.of(issue), place -> new ArrayList<>()).add(command);
    }

    /** The state that an issue shows; empty when it shows none. */
    public synchronized Optional<BriefState> state(Issue issue) {
        return Optional.ofNullable(states.get(Place.of(issue)));
    }

    /** A comment's text; empty when it is not there. */
    public synchronized Optional<String> comment(long id) {
        return Optional.ofNullable(comments.get(id)).map(Comment::text);
    }

    /** A person deletes a comment. */
    public synchronized void deleteComment(long id) {
        comments.remove(id);
    }

    /** The ids of the commands that were acknowledged. */
    public synchronized Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** How often something was changed. */
    public synchronized int writes() {
        return writes;
    }

    private record Comment(BriefKey key, String text) {}

    private record Place(long repository, int number) {

        static Place of(Issue issue) {
            return new Place(issue.repositoryId(), issue.number());
        }
    }
}
