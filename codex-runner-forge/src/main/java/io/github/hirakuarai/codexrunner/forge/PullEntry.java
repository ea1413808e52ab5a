package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pull request has besides its issue. Head and base stand in one repository: there are no forks here. */
final class PullEntry {

    final List<CommentEntry> reviewComments = new ArrayList<>();
    final Set<ForgeUser> requestedReviewers = new LinkedHashSet<>();
    /** The branch's name, without {@code refs/heads/}. */
    final String head;

    String base;
    /** The head's commit, as of the last push while the pull request was open. */
    String headCommit;
    /** The base's commit when the pull request was opened. */
    final String baseCommit;

    boolean draft;

    @Nullable
    Instant mergedAt;

    @Nullable
    ForgeUser mergedBy;

    @Nullable
    String mergeCommit;

    PullEntry(String head, String headCommit, String base, String baseCommit, boolean draft) {
        this.head = head;
        this.headCommit = headCommit;
        this.base = base;
        this.baseCommit = baseCommit;
        this.draft = draft;
    }
}
