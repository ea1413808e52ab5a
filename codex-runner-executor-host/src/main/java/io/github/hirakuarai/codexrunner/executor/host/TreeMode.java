package io.github.hirakuarai.codexrunner.executor.host;

import java.util.Locale;

/** How the processes of a step are found, the strongest first; see the package. */
enum TreeMode {
    CGROUP("ends all processes of a step, by its cgroup"),
    SESSION("ends the processes of a step, by its session and marks: all but one that sheds both"),
    GROUP("ends the processes of a step, by its process group: a daemon gets away");

    private final String promise;

    TreeMode(String promise) {
        this.promise = promise;
    }

    /** What it is good for, for users. */
    String promise() {
        return promise;
    }

    /** As the script calls it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TreeMode of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
