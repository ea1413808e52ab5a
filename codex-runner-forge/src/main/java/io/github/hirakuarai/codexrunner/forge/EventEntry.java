package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that happened to an issue.
 *
 * @param id the event's
 * @param name GitHub's word for it: {@code labeled}, {@code closed}, …
 * @param actor who did it
 * @param at when
 * @param details what GitHub adds for this kind of event: {@code {"label": {"name": …, "color": …}}}
 * @param source the issue whose text named this one, when the event is {@code cross-referenced}
 */
record EventEntry(
        long id,
        String name,
        ForgeUser actor,
        Instant at,
        ObjectNode details,
        @Nullable IssueEntry source) {}
