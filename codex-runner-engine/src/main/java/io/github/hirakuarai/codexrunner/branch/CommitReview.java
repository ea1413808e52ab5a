package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.git.FilePatterns;
import io.github.hirakuarai.codexrunner.git.TreeChange;
import io.github.hirakuarai.codexrunner.git.TreeDiff;
import io.github.hirakuarai.codexrunner.model.FileChange.Mode;
import io.github.hirakuarai.codexrunner.model.FileNames;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.yaml.HiddenCharacters;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a commit that was built may be pushed, by comparing its tree with that of its base: whatever the listed
 * files, globs, links and steps were, this is what would change. Safe for many threads.
 */
final class CommitReview {

    private static final String SUBMODULES = ".gitmodules";

    private final TextSanitizer texts;
    private final SecretSearch secrets;

    CommitReview(TextSanitizer texts) {
        this.texts = texts;
        this.secrets = new SecretSearch(texts);
    }

    /**
     * Requires that a commit may be pushed.
     *
     * @param trees holds all commits named here
     * @param lane says what may be changed
     * @param targets tips of other branches that it is to be merged into, by name
     * @throws OutputException when it may not
     */
    void require(TreeDiff trees, Lane lane, String base, String commit, Map<String, String> targets) {
        List<TreeChange> changes = trees.between(base, commit);
        for (TreeChange change : changes) {
            requireAllowed(change, lane, "");
            requireSafe(change);
            requirePublishable(change, trees);
        }
        targets.forEach((branch, tip) -> {
            for (String from : startsOfMerge(trees, commit, tip)) {
                trees.between(from, commit)
                        .forEach(change -> requireAllowed(change, lane, ", which a merge into " + branch + " brings"));
            }
        });
    }

    /** Without a common ancestor, equal protected files on both sides are what a merge leaves alone. */
    private static List<String> startsOfMerge(TreeDiff trees, String commit, String tip) {
        List<String> bases = trees.mergeBases(commit, tip);
        return bases.isEmpty() ? List.of(tip) : bases;
    }

    private void requireAllowed(TreeChange change, Lane lane, String way) {
        String path = change.path();
        if (!lane.workflows() && ProtectedPaths.isWorkflow(path)) {
            throw new OutputException(
                    "WORKFLOWS_NOT_ALLOWED",
                    "the lane " + lane.name() + " does not allow changes of workflows: " + shown(path) + way,
                    "leave it as it is, or set workflows: true for the lane");
        }
        if (!lane.allow().paths().allowsBy(entry -> FilePatterns.means(entry, path))) {
            throw new OutputException(
                    "PATH_NOT_ALLOWED",
                    "the lane " + lane.name() + " does not allow changes of " + shown(path) + way,
                    "allow.paths of the lane allows " + lane.allow().paths());
        }
    }

    /** What stays as it was, or goes, is not the commit's doing. */
    private void requireSafe(TreeChange change) {
        if (change.after() == null) {
            return;
        }
        if (!change.utf8()) {
            throw unsafe(change.path(), "its name is not UTF-8");
        }
        requireSafeName(change.path());
        boolean file = change.after() == Mode.REGULAR || change.after() == Mode.EXECUTABLE;
        if (!file && isFile(change.path(), SUBMODULES)) {
            throw unsafe(change.path(), ".gitmodules must be a file");
        }
    }

    /**
     * Requires that a path means the same to everybody. Asked before a tree is built, too, because JGit builds none with some
     * of these names, and does not say why.
     */
    void requireSafeName(String path) {
        if (FileNames.hasHiddenCharacter(path) || HiddenCharacters.in(path)) {
            throw unsafe(path, "its name holds invisible characters");
        }
        if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
            throw unsafe(path, "it is not a path from the root of the repository");
        }
        for (String part : FileNames.parts(path)) {
            if (FileNames.isGitFolder(part)) {
                throw unsafe(path, "a file system may take a part of its name for .git");
            }
            if (!isFile(path, SUBMODULES) && FileNames.isSpellingOf(part, SUBMODULES)) {
                throw unsafe(path, "a file system may take a part of its name for .gitmodules");
            }
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw unsafe(path, "a file system may take a part of its name for another folder");
            }
        }
    }

    private static boolean isFile(String path, String name) {
        return path.equals(name) || path.endsWith("/" + name);
    }

    private OutputException unsafe(String path, String why) {
        return new OutputException(
                "UNSAFE_FILE_NAME",
                "cannot commit " + shown(path) + ": " + why,
                "let the step give the file another name, or leave it out of 'files'");
    }

    private void requirePublishable(TreeChange change, TreeDiff trees) {
        if (secrets.isIn(change.path())) {
            throw secret("the name " + shown(change.path()));
        }
        if (change.after() == null) {
            return;
        }
        if (change.after() == Mode.SUBMODULE) {
            throw new OutputException(
                    "SUBMODULE_NOT_COMMITTED",
                    shown(change.path()) + " is a submodule or a repository of its own; the runner commits files only",
                    "leave it out of 'files', or remove its .git folder");
        }
        long size = trees.size(change.object());
        if (size > CommitBuilder.MAX_FILE) {
            throw new OutputException(
                    "FILE_TOO_LARGE",
                    shown(change.path()) + " has " + size + " bytes; GitHub takes at most " + CommitBuilder.MAX_FILE,
                    "keep it out of the repository");
        }
        if (secrets.isIn(() -> trees.open(change.object()))) {
            throw secret(shown(change.path()));
        }
    }

    private static OutputException secret(String what) {
        return new OutputException(
                "SECRET_IN_OUTPUT",
                what + " holds a configured secret, and committed bytes cannot be masked",
                "fix the step that wrote it; nothing was published");
    }

    private String shown(String path) {
        return texts.line(path);
    }
}
