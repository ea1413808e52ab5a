/** A program that checks briefs. */
module io.github.hirakuarai.codexrunner.examples.check {
    requires io.github.hirakuarai.codexrunner.core;
}
