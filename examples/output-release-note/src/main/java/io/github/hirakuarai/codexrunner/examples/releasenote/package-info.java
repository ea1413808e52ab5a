/** A plugin whose outputs bring a file of their own to the run's branch. */
package io.github.hirakuarai.codexrunner.examples.releasenote;
