package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import java.util.ArrayList;
import java.util.List;

/** Reads commands given with the label {@code codex:new} from an issue's events: ids are {@code label-<event>}. */
final class LabelCommands {

    private static final String ID = "label-";

    private final GitHubClient client;

    LabelCommands(GitHubClient client) {
        this.client = client;
    }

    /** Whether a command was given with the label. */
    static boolean gave(BriefCommand command) {
        return command.id().startsWith(ID);
    }

    /** A person who takes the label off again withdraws the command. The runner takes it off too, which means nothing. */
    List<BriefCommand> read(Issue issue, String label) {
        List<BriefCommand> commands = new ArrayList<>();
        for (LabelEvent event : client.labelEvents(issue.repository(), issue.number())) {
            if (!event.label().equalsIgnoreCase(label)) {
                continue;
            }
            if (event.added()) {
                // By whomever: the runner never puts it on, and may share its account with a person.
                commands.add(new BriefCommand(ID + event.id(), BriefCommand.Kind.RETRY, null, event.by(), event.at()));
            } else if (event.by().id() != client.ownId()) {
                commands.clear();
            }
        }
        return commands;
    }
}
