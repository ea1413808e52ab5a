package io.github.hirakuarai.codexrunner.draft;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program proposes, in terms that do not depend on its form. Every text is a stranger's.
 *
 * @param format that it was written in
 * @param contextHeader as written; null when it is missing
 * @param header the values of the context header by key
 * @param branch the branch to start from, when the proposal names one apart from its header
 * @param understanding what the program understood, by heading, in order
 * @param parts of the plan, in order
 * @param acceptance what has to hold in the end
 * @param evidence what the parts write, as they say it
 * @param unread what was not understood, a line each
 */
record Proposal(
        ProposalFormat format,
        @Nullable String contextHeader,
        Map<String, String> header,
        @Nullable String branch,
        Map<String, String> understanding,
        List<Part> parts,
        List<String> acceptance,
        List<String> evidence,
        List<Unread> unread) {

    Proposal {
        header = Map.copyOf(header);
        parts = List.copyOf(parts);
        acceptance = List.copyOf(acceptance);
        evidence = List.copyOf(evidence);
        unread = List.copyOf(unread);
    }

    /**
     * A part of the plan.
     *
     * @param title what it is for; may be empty
     * @param commands in order
     * @param risks as the program sees them
     */
    record Part(String title, List<String> commands, List<String> risks) {
        Part {
            commands = List.copyOf(commands);
            risks = List.copyOf(risks);
        }
    }

    /**
     * Something that was not understood.
     *
     * @param key of the message
     * @param arguments of the message
     */
    record Unread(String key, List<Object> arguments) {
        Unread(String key, Object... arguments) {
            this(key, List.of(arguments));
        }
    }
}
