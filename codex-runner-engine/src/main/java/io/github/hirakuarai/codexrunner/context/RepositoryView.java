package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.OperatorCommand;
import io.github.hirakuarai.codexrunner.ledger.PauseRef;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a repository holds for one issue at one moment.
 *
 * @param asked the names and prefixes of the refs that were asked for
 * @param refs those of them that the repository has, and its default branch
 * @param records what the ledger says, by key
 * @param commands what operators have written beside the records, by key, oldest first
 * @param answers to people's commands, by key, oldest first
 * @param unreadable why a brief's record or commands cannot be read, by key
 * @param pause why nothing new is begun in the repository; null when it is not paused
 */
public record RepositoryView(
        Set<String> asked,
        RemoteRefs refs,
        Map<BriefKey, LedgerEntry> records,
        Map<BriefKey, List<OperatorCommand>> commands,
        Map<BriefKey, List<AnswerBook.Answer>> answers,
        Map<BriefKey, String> unreadable,
        @Nullable String pause) {
    /**
     * Whether a server's refs say of an issue what this view does.
     *
     * @param branches whole names of those that count, too
     */
    public boolean agreesWith(RemoteRefs now, IssueRef issue, Set<String> branches) {
        return relevant(refs, issue, branches).equals(relevant(now, issue, branches));
    }

    private static Map<String, String> relevant(RemoteRefs refs, IssueRef issue, Set<String> branches) {
        Map<String, String> relevant = new HashMap<>();
        for (String prefix : List.of(Ledger.refs(issue), CommandLog.refs(issue), AnswerBook.refs(issue))) {
            relevant.putAll(refs.below(prefix));
        }
        for (String name : branches) {
            relevant.computeIfAbsent(name, refs.commits()::get);
        }
        relevant.computeIfAbsent(PauseRef.REF, refs.commits()::get);
        return relevant;
    }

    public RepositoryView {
        asked = Set.copyOf(asked);
        records = Map.copyOf(records);
        commands = Map.copyOf(commands);
        answers = Map.copyOf(answers);
        unreadable = Map.copyOf(unreadable);
    }
}
