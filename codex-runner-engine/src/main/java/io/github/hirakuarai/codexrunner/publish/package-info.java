/**
 * The texts that a run leaves for people: the status comment, the answers to commands and approvals, the report and the
 * summary (protocol §6), in English and Japanese. What they quote has passed the {@link
 * io.github.hirakuarai.codexrunner.spi.TextSanitizer}; each is as long as its place allows.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.publish;

import org.jspecify.annotations.NullMarked;
