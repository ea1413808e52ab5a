package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Issue;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a command, or to a text that was meant as one.
 *
 * @param issue where it was given
 * @param brief which brief it is about; null when it is about the issue, or about several briefs
 * @param command that was judged; null when the text is no command. A stranger's is never answered
 * @param comment Markdown, gated already, a {@code Marker.Answer} the first line
 */
public record CommandAnswer(
        Issue issue, @Nullable BriefId brief, @Nullable BriefCommand command, String comment) {}
