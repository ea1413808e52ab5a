package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the commands that users give on issues, and decides whose count. The author is asked about first, because the answer is remembered; only of those who may
 * command the forge is asked who edited the text.
 */
public final class CommandAdmission {

    private final AdmissionPolicy policy;
    private final StateStore states;

    public CommandAdmission(AdmissionPolicy policy, StateStore states) {
        this.policy = policy;
        this.states = states;
    }

    /** The commands on an issue. */
    public List<BriefCommand> given(Issue issue) {
        return states.commands(issue);
    }

    /** Those of them that cancel. */
    public List<BriefCommand> cancels(Issue issue) {
        return states.cancels(issue);
    }

    /**
     * Whether a command counts.
     *
     * @param fresh whether permissions are asked for anew
     */
    public boolean counts(PendingCommands pending, BriefCommand command, Issue issue, boolean fresh) {
        if (pending.byOperator(command)) {
            // Whoever may push could have written it.
            return policy.everyWriterMay();
        }
        RepositoryName repository = issue.repository();
        if (!policy.mayCommand(command.by(), repository, fresh)) {
            return false;
        }
        Optional<CommandEdit> edit = edit(issue, command);
        if (edit.isEmpty()) {
            return false;
        }
        if (!edit.get().known()) {
            return policy.everyWriterMay();
        }
        @Nullable Account editor = edit.get().editor();
        return editor == null || editor.id() == command.by().id() || policy.mayCommand(editor, repository, fresh);
    }

    private Optional<CommandEdit> edit(Issue issue, BriefCommand command) {
        try {
            return states.edit(issue, command);
        } catch (RateLimitedException e) {
            return Optional.of(CommandEdit.UNKNOWN);
        }
    }
}
