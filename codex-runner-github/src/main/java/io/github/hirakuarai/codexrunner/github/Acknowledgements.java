package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.Fence;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reaction by which the runner says that it has seen a command. Safe for many threads. */
final class Acknowledgements {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

    private static final String SEEN = "eyes";

    private final GitHubClient client;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    Acknowledgements(GitHubClient client) {
        this.client = client;
    }

    /** Reacts to each comment that gave one of the commands. Labels and ticks have their answer in what they show. */
    void show(Issue issue, List<BriefCommand> commands, Fence fence) {
        commands.stream()
                .flatMapToLong(command -> CommentCommands.comment(command.id()).stream())
                .distinct()
                .forEach(comment -> react(issue, comment, fence));
    }

    private void react(Issue issue, long comment, Fence fence) {
        String place = issue.repositoryId() + "/" + comment;
        if (shown.contains(place)) {
            return;
        }
        try {
            // Another process may have reacted: a reaction that stands is not asked for again.
            if (!client.hasReaction(issue.repository(), comment, SEEN)) {
                client.react(issue.repository(), comment, SEEN, fence);
            }
            shown.add(place);
        } catch (RefusedException e) {
            // The comment is gone, or the issue was locked meanwhile: no reason to fail a run.
            LOG.info("a command in {}#{} was not acknowledged: {}", issue.repository(), issue.number(), e.getMessage());
        }
    }
}
