package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.Fence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A state as a label of its issue. The new label is put on before the old one is taken off, one at a time: an issue is never
 * without one meanwhile, and replacing all labels at once would lose those that somebody else is setting.
 */
final class StateLabels {

    private static final List<BriefState> SHOWN = List.of(BriefState.RUNNING, BriefState.DONE, BriefState.FAILED);

    private final GitHubClient client;
    private final String prefix;
    /** What this process showed last, by issue: it shows a running brief again and again. */
    private final Map<Place, BriefState> shown = new ConcurrentHashMap<>();

    /**
     * @param prefix before the state's name: {@code codex:}
     */
    StateLabels(GitHubClient client, String prefix) {
        this.client = client;
        this.prefix = prefix;
    }

    /** The label that asks for another attempt. The runner removes it and never sets it. */
    String commandLabel() {
        return prefix + BriefState.NEW.label();
    }

    /** Removes the label that asked for another attempt, if it is still there. */
    void removeCommand(Issue issue, Fence fence) {
        for (String label : client.labels(issue.repository(), issue.number())) {
            if (label.equalsIgnoreCase(commandLabel())) {
                client.removeLabel(issue.repository(), issue.number(), label, fence);
            }
        }
    }

    /** Brings the issue's labels to the state. Writes nothing when they show it already. */
    void show(Issue issue, BriefState state, Fence fence) {
        if (state == BriefState.NEW) {
            return;
        }
        Place place = new Place(issue.repositoryId(), issue.number());
        if (state == shown.get(place)) {
            return;
        }
        Optional<String> wanted = SHOWN.contains(state) ? Optional.of(prefix + state.label()) : Optional.empty();
        for (String label : withLabel(issue, wanted, fence)) {
            if (label.equalsIgnoreCase(commandLabel()) || (wanted.isPresent() && showsAnother(label, wanted.get()))) {
                client.removeLabel(issue.repository(), issue.number(), label, fence);
            }
        }
        shown.put(place, state);
    }

    /** The issue's labels, the wanted one among them. The answer to the one that is put on lists them all. */
    private Set<String> withLabel(Issue issue, Optional<String> wanted, Fence fence) {
        boolean maybeThere = wanted.isEmpty() || issue.labels().stream().anyMatch(wanted.get()::equalsIgnoreCase);
        if (maybeThere) {
            Set<String> there = client.labels(issue.repository(), issue.number());
            if (wanted.isEmpty() || there.stream().anyMatch(wanted.get()::equalsIgnoreCase)) {
                return there;
            }
        }
        return client.addLabels(issue.repository(), issue.number(), List.of(wanted.orElseThrow()), fence);
    }

    private boolean showsAnother(String label, String wanted) {
        return !label.equalsIgnoreCase(wanted)
                && SHOWN.stream().anyMatch(state -> label.equalsIgnoreCase(prefix + state.label()));
    }

    private record Place(long repositoryId, int number) {}
}
