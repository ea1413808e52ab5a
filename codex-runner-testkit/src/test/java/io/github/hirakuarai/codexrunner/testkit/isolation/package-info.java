/** What a broken plugin can do to a runner: nothing. */
package io.github.hirakuarai.codexrunner.testkit.isolation;
