/** A program on the module path that checks briefs. */
package io.github.hirakuarai.codexrunner.examples.check;
