package io.github.hirakuarai.codexrunner.cli;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What a command could have left behind. */
final class Traces {

    private Traces() {}

    /** The files of a scene with their sizes, but for the lock of the collection that cloning starts in the background. */
    static Map<String, Long> of(Scene scene) throws IOException {
        Map<String, Long> files = new TreeMap<>(scene.files());
        files.keySet().removeIf(path -> path.endsWith("/gc.log.lock"));
        return files;
    }
}
