package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.FileNames;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.yaml.TextRule.Finding;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths that stay in the repository and out of {@code .git}, on every file system that it may be checked out to. */
final class SafePath {

    /** Both ways to write the variable; nothing else is ever substituted. */
    private static final Pattern OUTPUT_FOLDER = Pattern.compile("\\$(CODEX_OUTPUT_DIR|\\{CODEX_OUTPUT_DIR\\})/");

    private static final Pattern HOME = Pattern.compile("~([A-Za-z_][A-Za-z0-9_.-]*)?(/.*)?", Pattern.DOTALL);

    private SafePath() {}

    /** A path or glob from the repository's root. */
    static Optional<Finding> inRepository(String path) {
        if (path.startsWith("/") || path.startsWith("~") || path.matches("(?s)[A-Za-z]:.*")) {
            return unsafe(
                    "must stay in the repository",
                    "write it relative to the root of the repository, such as reports/june.md");
        }
        return components(path).or(() -> normal(path));
    }

    /** A path from the repository's root, or one in the folder that steps find in {@code $CODEX_OUTPUT_DIR}. */
    static Optional<Finding> inRepositoryOrOutputFolder(String path) {
        var folder = OUTPUT_FOLDER.matcher(path);
        if (folder.lookingAt()) {
            return inRepository(path.substring(folder.end()));
        }
        return path.startsWith("$")
                ? unsafe("must not begin with a variable other than $CODEX_OUTPUT_DIR/", null)
                : inRepository(path);
    }

    /** A folder on the lane's host. */
    static Optional<Finding> workdir(String path) {
        if (!path.startsWith("/") && !HOME.matcher(path).matches()) {
            return Optional.of(new Finding(
                    ProblemCode.BAD_VALUE,
                    "must begin with '/', '~' or '~user'",
                    "write the full path of the folder, or ~/… for one in the home folder"));
        }
        return components(path);
    }

    private static Optional<Finding> components(String path) {
        if (path.indexOf('\\') >= 0) {
            return unsafe("contains a backslash", "separate folders with '/'");
        }
        for (String component : path.split("/", -1)) {
            if (component.equals("..")) {
                return unsafe("contains '..'", "write the path without it");
            }
            if (FileNames.isGitFolder(component)) {
                return unsafe("points into .git", "use a path outside of it");
            }
        }
        return Optional.empty();
    }

    /** What git never calls a file is refused before the steps run in vain. */
    private static Optional<Finding> normal(String path) {
        String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (String component : whole.split("/", -1)) {
            if (component.isEmpty() || component.equals(".")) {
                return Optional.of(
                        new Finding(ProblemCode.BAD_VALUE, "contains an empty part or a '.'", "remove './' and '//'"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> unsafe(String message, @Nullable String hint) {
        return Optional.of(new Finding(ProblemCode.UNSAFE_PATH, message, hint));
    }
}
