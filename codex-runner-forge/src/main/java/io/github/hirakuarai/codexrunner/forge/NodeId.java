package io.github.hirakuarai.codexrunner.forge;

import java.util.OptionalLong;

/** Names of objects in GraphQL. What is behind the underscore is nobody's business but the forge's. */
final class NodeId {

    private NodeId() {}

    static String user(ForgeUser user) {
        return (user.bot() ? "BOT_" : "U_") + user.id();
    }

    static String repository(RepositoryEntry repository) {
        return "R_" + repository.id;
    }

    static String issue(IssueEntry issue) {
        return (issue.pull == null ? "I_" : "PR_") + issue.id;
    }

    static String comment(CommentEntry comment) {
        return (comment.place == null ? "IC_" : "PRRC_") + comment.id;
    }

    static String of(String kind, Object id) {
        return kind + "_" + id;
    }

    /** The number in a name; empty when it is none of the forge's. */
    static OptionalLong number(String nodeId) {
        try {
            return OptionalLong.of(Long.parseLong(nodeId.substring(nodeId.indexOf('_') + 1)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
