package io.github.hirakuarai.codexrunner.forge;

import org.jspecify.annotations.Nullable;

/** A label of a repository. */
final class LabelEntry {

    final long id;
    String name;
    /** Six hexadecimal digits, without a hash sign. */
    String color;

    @Nullable
    String description;

    LabelEntry(long id, String name, String color, @Nullable String description) {
        this.id = id;
        this.name = name;
        this.color = color;
        this.description = description;
    }
}
