package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What issues and comments have in common: a text that somebody wrote and somebody may have edited. */
abstract class DocumentEntry {

    final long id;
    final ForgeUser author;
    final Instant createdAt;
    final List<ReactionEntry> reactions = new ArrayList<>();

    @Nullable
    String body;

    Instant updatedAt;

    @Nullable
    ForgeUser editor;

    @Nullable
    Instant editedAt;

    /** Who edited it, the first first. */
    final List<ForgeUser> editors = new ArrayList<>();

    DocumentEntry(long id, ForgeUser author, @Nullable String body, Instant now) {
        this.id = id;
        this.author = author;
        this.body = body;
        this.createdAt = now;
        this.updatedAt = now;
    }
}
