package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.git.FileEdit;
import io.github.hirakuarai.codexrunner.git.FilePatterns;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds the commit of the run's branch in the mirror: the listed files, as they stand in the workspace, on top of the
 * base. Commits that the steps made are not in it. Pushes nothing.
 */
public final class CommitBuilder {

    /** GitHub refuses larger files. */
    private static final long MAX_FILE = 100L * 1024 * 1024;

    private static final int WINDOW = 1 << 20;
    private static final int OVERLAP = 1 << 14;
    private static final String TRAILER = "Codex-Brief";

    private final RunnerConfig config;
    private final TextSanitizer texts;
    private final Clock clock;

    /** The configured author makes every commit, at the clock's time. */
    public CommitBuilder(RunnerConfig config, TextSanitizer texts, Clock clock) {
        this.config = config;
        this.texts = texts;
        this.clock = clock;
    }

    /**
     * Builds the commit.
     *
     * @throws OutputException when the listed files do not make a commit, or the branch is somebody else's
     */
    public Prepared build(BranchContents contents, Workspace workspace, Mirror mirror) {
        List<FileChange> selected = selected(contents);
        List<FileEdit> edits = new ArrayList<>();
        for (FileChange change : selected) {
            // A path that the brief gives to a report is the report's, whatever the steps wrote there.
            if (contents.reports().stream().noneMatch(report -> report.path().equals(change.path()))) {
                edits.add(edit(change, contents.lane(), workspace));
            }
        }
        for (BranchContents.Report report : contents.reports()) {
            edits.add(edit(report, contents.lane()));
        }
        Commits commits = new Commits(mirror);
        if (contents.standing() != null) {
            mirror.fetch(Map.of("refs/heads/" + contents.branch(), contents.standing()));
            if (!commits.allMadeBy(
                    config.git().author().email(), TRAILER, contents.standing(), contents.baseCommit())) {
                throw new OutputException(
                        "BRANCH_HAS_OTHER_COMMITS",
                        "the branch " + contents.branch() + " holds commits that are not the runner's",
                        "move them to a branch of their own, or delete the branch");
            }
        }
        Commits.Signature signature = new Commits.Signature(
                config.git().author().name(), config.git().author().email(), clock.instant());
        String message = message(contents);
        String commit = commits.onTopOf(contents.baseCommit(), edits, message, signature);
        if (commit.equals(contents.baseCommit())) {
            throw nothingChanged();
        }
        return new Prepared(commit, message, selected);
    }

    private static List<FileChange> selected(BranchContents contents) {
        Set<FileChange> selected = new LinkedHashSet<>();
        for (CommitPlan plan : contents.plans()) {
            for (String entry : plan.files()) {
                List<FileChange> matching = FilePatterns.matching(entry, contents.changes());
                if (matching.isEmpty() && !plan.allowMissing()) {
                    throw new OutputException(
                            "OUTPUT_FILE_UNCHANGED",
                            "the steps changed nothing at " + entry + ", which 'files' lists",
                            "fix the steps or the list, or set allow_missing: true");
                }
                selected.addAll(matching);
            }
        }
        if (selected.isEmpty() && contents.reports().isEmpty()) {
            throw nothingChanged();
        }
        return List.copyOf(selected);
    }

    private static FileEdit edit(BranchContents.Report report, Lane lane) {
        requireAllowed(report.path(), lane);
        byte[] bytes = report.markdown().getBytes(StandardCharsets.UTF_8);
        return new FileEdit.Put(
                report.path(), FileChange.Mode.REGULAR, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    private static void requireAllowed(String path, Lane lane) {
        if (Workflows.isOne(path) && !lane.workflows()) {
            throw new OutputException(
                    "WORKFLOWS_NOT_ALLOWED",
                    "the lane " + lane.name() + " does not allow changes of " + path,
                    "take it off the list, or set workflows: true for the lane");
        }
    }

    private FileEdit edit(FileChange change, Lane lane, Workspace workspace) {
        String path = change.path();
        requireAllowed(path, lane);
        if (change.kind() == FileChange.Kind.DELETED) {
            return new FileEdit.Delete(path);
        }
        if (change.mode() == FileChange.Mode.SUBMODULE) {
            throw new OutputException(
                    "SUBMODULE_NOT_COMMITTED", path + " is a submodule, which the runner does not move", null);
        }
        if (change.size() > MAX_FILE) {
            throw new OutputException(
                    "FILE_TOO_LARGE",
                    path + " has " + change.size() + " bytes; GitHub takes at most " + MAX_FILE,
                    "keep it out of the repository");
        }
        if (holdsSecret(path, workspace)) {
            throw new OutputException(
                    "SECRET_IN_OUTPUT",
                    path + " holds a configured secret, and committed bytes cannot be masked",
                    "fix the step that wrote it; the file was not published");
        }
        return new FileEdit.Put(path, change.mode(), change.size(), () -> workspace.read(path));
    }

    /** Reads the file in overlapping windows, so that its size does not matter. */
    private boolean holdsSecret(String path, Workspace workspace) {
        byte[] window = new byte[WINDOW];
        int kept = 0;
        try (InputStream content = workspace.read(path)) {
            while (true) {
                int read = content.readNBytes(window, kept, WINDOW - kept);
                if (texts.holdsSecret(new String(window, 0, kept + read, StandardCharsets.UTF_8))) {
                    return true;
                }
                if (kept + read < WINDOW) {
                    return false;
                }
                System.arraycopy(window, WINDOW - OVERLAP, window, 0, OVERLAP);
                kept = OVERLAP;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String message(BranchContents contents) {
        String written =
                contents.plans().stream().map(CommitPlan::message).distinct().collect(Collectors.joining("\n\n"));
        if (texts.holdsSecret(written)) {
            throw new OutputException(
                    "SECRET_IN_OUTPUT", "the commit message holds a configured secret", "fix the brief");
        }
        List<String> lines = written.lines().map(texts::line).toList();
        return String.join("\n", lines).strip() + "\n\n" + TRAILER + ": " + contents.id() + "\nCodex-Run: "
                + contents.run() + "\n";
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
     * @param files what it changes, but for reports
     */
    public record Prepared(String commit, String message, List<FileChange> files) {
        public Prepared {
            files = List.copyOf(files);
        }
    }
}
