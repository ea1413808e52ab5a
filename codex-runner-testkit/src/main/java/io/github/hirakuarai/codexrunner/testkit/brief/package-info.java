/**
 * Arbitraries of jqwik for briefs and for documents that hold them, and a writer of briefs. Add {@code net.jqwik:jqwik} to use the
 * arbitraries; {@link io.github.hirakuarai.codexrunner.testkit.brief.BriefWriter} needs no library.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.testkit.brief;

import org.jspecify.annotations.NullMarked;
