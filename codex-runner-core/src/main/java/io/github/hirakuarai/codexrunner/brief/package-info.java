/**
 * From a document's Markdown to its briefs (protocol §1 to §3): blocks are found, read as YAML and checked. Nothing else
 * of the runner is needed for it, and everything here is safe for many threads.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.brief;

import org.jspecify.annotations.NullMarked;
