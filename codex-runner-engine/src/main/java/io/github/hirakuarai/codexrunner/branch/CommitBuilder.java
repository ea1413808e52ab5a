package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.git.CommitSigner;
import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.FileEdit;
import io.github.hirakuarai.codexrunner.git.FilePatterns;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.TreeDiff;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds the commit of the run's branch in the mirror: the listed files, as they stand in the workspace, on top of the
 * base. Commits that the steps made are not in it. Pushes nothing.
 */
public final class CommitBuilder {

    /** GitHub refuses larger files. */
    static final long MAX_FILE = 100L * 1024 * 1024;

    /** As much of a file as tells whether it is a pointer, in bytes. */
    private static final int BEGINNING = 1024;

    /** What git-lfs and git-annex store in the place of a file: the first words of a file, or the target of a link. */
    private static final Pattern POINTER = Pattern.compile(
            "\\A(version"
                    + " https://(git-lfs\\.github|hawser\\.github)\\.com/spec/v1\\s|/annex/objects/|(\\.\\./)*\\.git/annex/objects/)");

    private static final String TRAILER = "Codex-Brief";

    private final RunnerConfig config;
    private final TextSanitizer texts;
    private final Clock clock;
    private final CommitReview review;
    private final @Nullable CommitSigner signer;

    /**
     * The configured author makes every commit, at the clock's time.
     *
     * @param signer signs every commit; null for commits without a signature
     */
    public CommitBuilder(RunnerConfig config, TextSanitizer texts, Clock clock, @Nullable CommitSigner signer) {
        this.config = config;
        this.texts = texts;
        this.clock = clock;
        this.review = new CommitReview(texts);
        this.signer = signer;
    }

    /**
     * Builds the commit.
     *
     * @throws OutputException when the listed files do not make a commit, or the branch is somebody else's
     */
    public Prepared build(BranchContents contents, Workspace workspace, Mirror mirror) {
        List<FileChange> selected = selected(contents, workspace);
        Commits commits = new Commits(mirror);
        List<FileEdit> edits = new ArrayList<>();
        List<String> written = new ArrayList<>();
        for (FileChange change : selected) {
            // A path that an output gives to a file of its own is that file's, whatever the steps wrote there.
            if (contents.additions().stream().noneMatch(file -> file.path().equals(change.path()))) {
                requirePublishable(change);
                if (change.kind() == FileChange.Kind.DELETED) {
                    edits.add(new FileEdit.Delete(change.path()));
                } else {
                    written.add(change.path());
                }
            }
        }
        edits.addAll(staged(written, workspace, commits));
        for (BranchFile file : contents.additions()) {
            review.requireSafeName(file.path());
            requirePlace(file.path(), contents.baseCommit(), edits, commits);
            edits.add(edit(file, commits));
        }
        if (contents.standing() != null) {
            // Which of its commits the base has is told by the history of both.
            mirror.fetch(Map.of(
                    "refs/heads/" + contents.branch(),
                    contents.standing(),
                    "refs/heads/" + contents.base(),
                    contents.baseCommit()));
            if (!commits.allMadeBy(
                    config.git().author().email(), TRAILER, contents.standing(), contents.baseCommit())) {
                throw new OutputException(
                        "BRANCH_HAS_OTHER_COMMITS",
                        "the branch " + contents.branch() + " holds commits that are not the runner's",
                        "move them to a branch of their own, or delete the branch");
            }
        }
        Commits.Committer committer = new Commits.Committer(
                config.git().author().name(), config.git().author().email(), clock.instant());
        String message = message(contents);
        String commit = commits.onTopOf(contents.baseCommit(), edits, message, committer, signer);
        if (commit.equals(contents.baseCommit())) {
            throw nothingChanged();
        }
        if (!contents.targets().isEmpty()) {
            // Where the branches parted is told by the history of both.
            Map<String, String> whole = new HashMap<>(Map.of("refs/heads/" + contents.base(), contents.baseCommit()));
            contents.targets().forEach((branch, tip) -> whole.put("refs/heads/" + branch, tip));
            mirror.fetch(whole);
        }
        review.require(new TreeDiff(mirror), contents.lane(), contents.baseCommit(), commit, contents.targets());
        return new Prepared(commit, message, selected);
    }

    private static List<FileChange> selected(BranchContents contents, Workspace workspace) {
        Set<FileChange> selected = new LinkedHashSet<>();
        for (CommitPlan plan : contents.plans()) {
            for (String entry : plan.files()) {
                List<FileChange> matching = FilePatterns.matching(entry, contents.changes());
                if (matching.isEmpty() && !plan.allowMissing()) {
                    throw new OutputException(
                            "OUTPUT_FILE_UNCHANGED",
                            "the steps changed nothing at " + entry + ", which 'files' lists"
                                    + ignored(entry, workspace),
                            "fix the steps or the list, or set allow_missing: true");
                }
                selected.addAll(matching);
            }
        }
        if (selected.isEmpty() && contents.additions().isEmpty()) {
            throw nothingChanged();
        }
        return List.copyOf(selected);
    }

    /** A path that was listed and is ignored did not change for git. */
    private static String ignored(String entry, Workspace workspace) {
        return FilePatterns.isPattern(entry)
                ? ""
                : workspace
                        .ignoreRule(entry)
                        .map(rule -> "; it is ignored by " + rule)
                        .orElse("");
    }

    /** Git would take away what is in the way of a file, and nobody has listed that. */
    private static void requirePlace(String path, String base, List<FileEdit> edits, Commits commits) {
        Optional<String> written = edits.stream()
                .filter(FileEdit.Put.class::isInstance)
                .map(FileEdit::path)
                .filter(other -> path.equals(other) || path.startsWith(other + "/") || other.startsWith(path + "/"))
                .findFirst();
        Optional<String> inTheWay = written.or(
                () -> commits.inTheWay(base, path).filter(other -> !edits.contains(new FileEdit.Delete(other))));
        if (inTheWay.isPresent()) {
            String why = written.isPresent() ? " is written by this brief, too" : " is in its place";
            throw new OutputException(
                    "PATH_TAKEN",
                    "cannot write " + path + " for an output: " + inTheWay.get() + why,
                    "give one of them another path");
        }
    }

    private FileEdit edit(BranchFile file, Commits commits) {
        byte[] content = file.content();
        requireSize(file.path(), content.length);
        return new FileEdit.Put(
                file.path(),
                file.executable() ? FileChange.Mode.EXECUTABLE : FileChange.Mode.REGULAR,
                commits.store(content));
    }

    /** What can be told before the file's bytes come here; the review judges what was committed. */
    private void requirePublishable(FileChange change) {
        String path = change.path();
        if (change.kind() == FileChange.Kind.DELETED) {
            return;
        }
        review.requireSafeName(path);
        if (change.mode() == FileChange.Mode.SUBMODULE) {
            throw new OutputException(
                    "SUBMODULE_NOT_COMMITTED",
                    path + " is a submodule or a repository of its own; the runner commits files only",
                    "leave it out of 'files', or remove its .git folder");
        }
        requireSize(path, change.size());
    }

    private static void requireSize(String path, long size) {
        if (size > MAX_FILE) {
            throw new OutputException(
                    "FILE_TOO_LARGE",
                    path + " has " + size + " bytes; GitHub takes at most " + MAX_FILE,
                    "keep it out of the repository");
        }
    }

    /** Brings the files into the mirror, as git records them on the host. */
    private List<FileEdit> staged(List<String> paths, Workspace workspace, Commits commits) {
        if (paths.isEmpty()) {
            return List.of();
        }
        List<FileEdit> edits = new ArrayList<>();
        try (StagedFiles staged = workspace.stage(paths)) {
            commits.store(staged.pack(), MAX_FILE);
            Set<String> missing = new LinkedHashSet<>(paths);
            for (StagedFiles.Entry entry : staged.entries()) {
                if (missing.remove(entry.path())) {
                    requireContent(entry, commits);
                    edits.add(new FileEdit.Put(entry.path(), entry.mode(), entry.blob()));
                }
            }
            if (!missing.isEmpty()) {
                throw new OutputException(
                        "FILE_NOT_STAGED",
                        "git on the lane's host did not take "
                                + missing.iterator().next(),
                        "run git add for it there; a name must be UTF-8");
            }
        }
        return edits;
    }

    /** A pointer is refused: what it points to would not be published with it. */
    private static void requireContent(StagedFiles.Entry entry, Commits commits) {
        try (InputStream content = commits.open(entry.blob())) {
            String beginning = new String(content.readNBytes(BEGINNING), StandardCharsets.UTF_8);
            if (POINTER.matcher(beginning).find()) {
                throw new OutputException(
                        "POINTER_NOT_COMMITTED",
                        entry.path()
                                + " is a pointer to content that git-lfs or git-annex keeps, which would not be"
                                + " published with it",
                        "commit and push it by hand, or remove it from 'files'");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String message(BranchContents contents) {
        List<String> written =
                contents.plans().stream().map(CommitPlan::message).distinct().toList();
        List<String> trailers = List.of(TRAILER + ": " + contents.id(), "Codex-Run: " + contents.run());
        // Checked as it was written: masked text would be no text that its writer asked for.
        boolean secret = texts.holdsSecret(String.join("\n\n", written))
                || trailers.stream().anyMatch(texts::holdsSecret)
                || texts.holdsSecret(contents.branch());
        if (secret) {
            throw new OutputException(
                    "SECRET_IN_OUTPUT", "the commit message holds a configured secret", "fix the brief");
        }
        return CommitMessage.of(written, trailers, texts);
    }

    private static OutputException nothingChanged() {
        return new OutputException(
                "NOTHING_CHANGED", "the steps left nothing to commit", "see what they printed; no branch was pushed");
    }

    /**
     * A commit that nobody but the mirror has.
     *
     * @param commit 40 hexadecimal digits
     * @param message of the commit, gated
     * @param files which changes of the steps it holds
     */
    public record Prepared(String commit, String message, List<FileChange> files) {
        public Prepared {
            files = List.copyOf(files);
        }
    }
}
