/**
 * Markdown as GitHub shows it. Texts are parsed as CommonMark; where GitHub's renderer, cmark-gfm, may see other blocks,
 * the text is ambiguous, and whoever reads it takes no brief and no command from it.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.markdown;

import org.jspecify.annotations.NullMarked;
