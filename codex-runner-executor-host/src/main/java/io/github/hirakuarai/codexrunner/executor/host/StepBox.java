package io.github.hirakuarai.codexrunner.executor.host;

import java.util.List;

/**
 * Puts each step's process on a host into a container of its own, which sees the clone. All else of a run is done outside of it,
 * as the lane's user: the lock, the commits, putting the clone back.
 */
public interface StepBox {

    /**
     * Returns the words, as bash reads them, that start a container for the command that follows them. It sees the clone, of it
     * {@code .git} for reading only; the folders {@code output} and {@code home} of the run's; and as
     * {@code /codex-runner/script}, for reading only, and {@code /codex-runner/step.not-started} the files that bash has as
     * {@code "$1"} and {@code "$2"}.
     *
     * @param key of the clone
     * @param root its top
     * @param folder the run's
     */
    List<String> start(String key, String root, String folder);

    /** Returns a word as bash reads it. */
    static String quote(String word) {
        return StepLaunch.quote(word);
    }

    /** Returns a command for bash that ends the containers of a clone, whoever started them, and fails when it cannot. */
    String end(String key);
}
