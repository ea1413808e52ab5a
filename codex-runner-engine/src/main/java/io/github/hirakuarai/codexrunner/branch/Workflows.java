package io.github.hirakuarai.codexrunner.branch;

import java.util.Locale;

/** The files that GitHub runs on its own. */
public final class Workflows {

    private Workflows() {}

    /** Whether a path from the repository's root is one of them. */
    public static boolean isOne(String path) {
        return path.toLowerCase(Locale.ROOT).startsWith(".github/workflows/");
    }
}
