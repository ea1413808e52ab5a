package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.Fence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A state as a label of its issue. The new label is put on before the old one is taken off, one at a time: an issue is never
 * without one meanwhile, and replacing all labels at once would lose those that somebody else is setting.
 */
final class StateLabels {

    private static final List<BriefState> SHOWN = List.of(BriefState.RUNNING, BriefState.DONE, BriefState.FAILED);

    private final GitHubClient client;
    private final String prefix;

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
        Set<String> there = client.labels(issue.repository(), issue.number());
        Optional<String> wanted = SHOWN.contains(state) ? Optional.of(prefix + state.label()) : Optional.empty();
        if (wanted.isPresent() && there.stream().noneMatch(wanted.get()::equalsIgnoreCase)) {
            client.addLabels(issue.repository(), issue.number(), List.of(wanted.get()), fence);
        }
        for (String label : there) {
            if (label.equalsIgnoreCase(commandLabel()) || (wanted.isPresent() && showsAnother(label, wanted.get()))) {
                client.removeLabel(issue.repository(), issue.number(), label, fence);
            }
        }
    }

    private boolean showsAnother(String label, String wanted) {
        return !label.equalsIgnoreCase(wanted)
                && SHOWN.stream().anyMatch(state -> label.equalsIgnoreCase(prefix + state.label()));
    }
}
