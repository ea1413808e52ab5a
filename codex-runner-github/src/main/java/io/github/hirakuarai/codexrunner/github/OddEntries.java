package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the elements of a repository's lists, and notes those that are not as GitHub's API gives them: such an element stops
 * its own issue only.
 */
final class OddEntries {

    /** Stands for the issue of an element that does not tell to which it belongs. */
    static final int UNKNOWN_ISSUE = 0;

    private final RepositoryEntry repository;
    private final Set<String> labels;
    private final Map<Integer, RunnerException> issues = new HashMap<>();

    /** @param labels which issues are looked for: others need not be readable */
    OddEntries(RepositoryEntry repository, Set<String> labels) {
        this.repository = repository;
        this.labels = Set.copyOf(labels);
    }

    /** An issue; empty when it is an odd one. */
    Optional<IssueEntry> issue(JsonNode json) {
        try {
            return Optional.of(GitHubJson.issue(json, repository));
        } catch (OddAnswerException e) {
            if (mayBeWanted(json)) {
                note(GitHubJson.numberOfIssue(json), e);
            }
            return Optional.empty();
        }
    }

    /** A comment that tells its issue by itself; empty when it is an odd one. */
    Optional<CommentEntry> comment(JsonNode json, DocumentKind kind) {
        try {
            return Optional.of(GitHubJson.comment(json, kind, null));
        } catch (OddAnswerException e) {
            note(GitHubJson.issueOfComment(json, kind), e);
            return Optional.empty();
        }
    }

    /** What is wrong with the elements that are odd ones, by the numbers of their issues. */
    Map<Integer, RunnerException> byIssue() {
        return Map.copyOf(issues);
    }

    /** The same, but for what belongs to other issues than these. */
    Map<Integer, RunnerException> of(Collection<IssueEntry> wanted) {
        Map<Integer, RunnerException> odd = new HashMap<>(issues);
        odd.keySet()
                .removeIf(number -> number != UNKNOWN_ISSUE
                        && wanted.stream().noneMatch(issue -> issue.issue().number() == number));
        return odd;
    }

    private void note(OptionalInt number, OddAnswerException e) {
        issues.put(
                number.orElse(UNKNOWN_ISSUE),
                e.of(
                        number.isPresent()
                                ? repository.name() + "#" + number.getAsInt()
                                : "something in " + repository.name() + " that has no number"));
    }

    private boolean mayBeWanted(JsonNode issue) {
        if (issue.path("state").asString("").equals("closed")) {
            return false;
        }
        JsonNode names = issue.path("labels");
        if (!names.isArray()) {
            return true;
        }
        for (JsonNode label : names.values()) {
            @Nullable
            String name =
                    label.isString() ? label.stringValue() : label.path("name").stringValue(null);
            if (name == null || labels.stream().anyMatch(name::equalsIgnoreCase)) {
                return true;
            }
        }
        return false;
    }
}
