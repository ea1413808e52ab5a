package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An issue, or the half of a pull request that is one. */
final class IssueEntry extends DocumentEntry {

    final List<CommentEntry> comments = new ArrayList<>();
    final List<EventEntry> events = new ArrayList<>();
    final Set<LabelEntry> labels = new LinkedHashSet<>();
    final Set<ForgeUser> assignees = new LinkedHashSet<>();

    RepositoryEntry repository;
    int number;
    String title;
    boolean open = true;
    boolean locked;

    @Nullable
    String stateReason;

    @Nullable
    Instant closedAt;

    @Nullable
    ForgeUser closedBy;
    /** What makes it a pull request; null for an issue. */
    @Nullable
    PullEntry pull;

    IssueEntry(
            long id, RepositoryEntry repository, ForgeUser author, String title, @Nullable String body, Instant now) {
        super(id, author, body, now);
        this.repository = repository;
        this.number = repository.nextNumber();
        this.title = title;
    }

    boolean has(LabelEntry label) {
        return labels.contains(label);
    }
}
