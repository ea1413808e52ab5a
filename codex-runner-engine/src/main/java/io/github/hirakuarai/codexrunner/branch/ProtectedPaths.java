package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.model.FileNames;
import java.util.List;

/** The files that a forge runs on its own, in every spelling: {@code .github/workflows}, and Gitea's and Forgejo's. */
public final class ProtectedPaths {

    private static final List<String> FORGES = List.of(".github", ".gitea", ".forgejo");
    private static final String WORKFLOWS = "workflows";

    private ProtectedPaths() {}

    /**
     * Whether a file, link or submodule at a path is one of them, or stands in the place of their folder.
     *
     * @param path from the repository's root
     */
    public static boolean isWorkflow(String path) {
        List<String> parts = FileNames.parts(path);
        return isForge(parts.get(0)) && (parts.size() == 1 || FileNames.isSpellingOf(parts.get(1), WORKFLOWS));
    }

    private static boolean isForge(String part) {
        return FORGES.stream().anyMatch(forge -> FileNames.isSpellingOf(part, forge));
    }
}
