package io.github.hirakuarai.codexrunner.testkit.forge;

/** The pages for people. */
final class Pages {

    Pages(Services services) {}

    Answer answer(Incoming incoming) {
        return Answer.html(404, "not here: " + incoming.path());
    }
}
