/**
 * Git by JGit, on the runner's machine. No repository's configuration, attributes or hooks, and none of the machine's,
 * ever makes it start a process or send anything elsewhere.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.git;

import org.jspecify.annotations.NullMarked;
