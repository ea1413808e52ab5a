package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A workspace that is sound but for one requirement. */
final class BrokenWorkspace implements Workspace {

    private final Workspace sound;
    private final String broken;
    private final Path place;
    private final int number;
    private final BrokenSteps steps;
    private final Map<Path, Long> sizes = new HashMap<>();
    private final Map<Path, Long> times = new HashMap<>();
    private String base = "";
    private boolean closed;

    /**
     * @param place where the request says that the workdir is
     * @param number of the workspaces that the executor has opened, this one included
     */
    BrokenWorkspace(Workspace sound, String broken, Path place, int number) {
        this.sound = sound;
        this.broken = broken;
        this.place = place;
        this.number = number;
        this.steps = new BrokenSteps(sound, broken);
    }

    private boolean breaks(String test) {
        return broken.equals(test);
    }

    @Override
    public String workdir() {
        return sound.workdir();
    }

    @Override
    public String outputDir() {
        return sound.outputDir();
    }

    @Override
    public void checkout(Path mirror, String baseCommit) {
        if (breaks("ignoredFilesAreNotOverwrittenByTheBase")) {
            BrokenExecutor.git(place, "clean", "-fdXq");
        }
        base = baseCommit;
        try {
            sound.checkout(mirror, baseCommit);
        } catch (IllegalStateException e) {
            if (!breaks("aWorkspaceIsCheckedOutOnce")) {
                throw e;
            }
        } catch (RunnerException e) {
            if (breaks("aFullDiskIsToldAndTheCloneIsPutBack")) {
                throw new RunnerException(ErrorCode.REFUSED, "it does not work", e);
            }
            throw e;
        }
        if (breaks("anotherAttemptBeginsAtTheBaseAgain") && number > 1) {
            BrokenExecutor.write(place.resolve("attempt"), "first\n");
        }
        remember();
    }

    private void remember() {
        files().forEach(file -> {
            sizes.put(file, file.toFile().length());
            times.put(file, file.toFile().lastModified());
        });
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.walk(Path.of(sound.workdir()))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/.git/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation) {
        return steps.run(request, sink, cancellation);
    }

    @Override
    public List<FileChange> changes() {
        if (breaks("nothingThatAStepPlantsIsRunByTheRunner")) {
            BrokenExecutor.git(place, "status");
        }
        List<FileChange> changes = new ArrayList<>(sound.changes());
        switch (broken) {
            case "changesAreNamedWithKindModeAndSize" ->
                changes.replaceAll(
                        change -> new FileChange(change.path(), change.kind(), FileChange.Mode.REGULAR, change.size()));
            case "aFileThatWasWrittenAnewWithTheSameContentIsNoChange" ->
                files().stream()
                        .filter(file ->
                                times.getOrDefault(file, 0L) != file.toFile().lastModified())
                        .forEach(file -> changes.add(new FileChange(
                                file.getFileName().toString(),
                                FileChange.Kind.MODIFIED,
                                FileChange.Mode.REGULAR,
                                file.toFile().length())));
            case "aChangeThatKeepsSizeIsSeen" ->
                changes.removeIf(change -> change.size() == sizes.getOrDefault(place.resolve(change.path()), -1L));
            case "aFileMayBecomeAFolderAndAFolderAFile" ->
                changes.removeIf(change -> change.kind() == FileChange.Kind.DELETED);
            case "commitsAndTheIndexOfTheStepsDoNotHideTheirChanges" ->
                changes.removeIf(change -> BrokenExecutor.git(place, "ls-tree", "HEAD", change.path())
                        .contains(change.path()));
            case "namesAreKeptByteForByte" ->
                changes.replaceAll(change -> new FileChange(
                        Normalizer.normalize(change.path(), Normalizer.Form.NFC),
                        change.kind(),
                        change.mode(),
                        change.size()));
            default -> {}
        }
        return List.copyOf(changes);
    }

    @Override
    public String diff(int limit) {
        UnaryOperator<String> shown = breaks("theDifferenceIsAUnifiedDiffFromTheBase")
                ? text -> text.replace("\n-", "\n+")
                : UnaryOperator.identity();
        return shown.apply(sound.diff(breaks("aDifferenceWithoutEndIsCut") ? limit * 100 : limit));
    }

    @Override
    public List<String> gitNotes() {
        return breaks("stepsMayCheckOutSomethingElse") ? List.of() : sound.gitNotes();
    }

    @Override
    public StagedFiles stage(List<String> paths) {
        Path file = place.resolve(paths.get(0));
        if (!Files.isRegularFile(file)) {
            return sound.stage(paths);
        }
        try {
            if (breaks("changedFilesAreReadAsTheyStand")) {
                BrokenExecutor.write(file, Files.readString(file).replace("\r\n", "\n"));
            }
            if (breaks("noPathIsReadThroughALink")) {
                Files.copy(file, place.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
                StagedFiles copy = sound.stage(List.of("copy"));
                StagedFiles.Entry entry = copy.entries().get(0);
                return new StagedFiles(
                        List.of(new StagedFiles.Entry(paths.get(0), entry.mode(), entry.blob())), copy.pack());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sound.stage(paths);
    }

    @Override
    public byte[] readOutput(String path, int limit) {
        boolean all = breaks("outputsAreReadFromTheRepositoryAndTheOutputFolder");
        return sound.readOutput(path, all ? limit + 1000 : limit);
    }

    @Override
    public void close() {
        if (closed && breaks("closingTwiceIsHarmless")) {
            throw new IllegalStateException("it is closed");
        }
        closed = true;
        steps.endLeftOvers();
        switch (broken) {
            case "whatTheStepsLeftStandsCommittedOnTheRunsBranch" -> {
                BrokenExecutor.git(place, "add", "-A");
                BrokenExecutor.git(place, "reset", "-q", "--hard", base);
            }
            case "stepsThatChangeNothingLeaveNoCommit" ->
                BrokenExecutor.git(place, "commit", "-q", "--allow-empty", "-m", "nothing");
            case "ignoredFilesStayWhereTheyAre" -> BrokenExecutor.git(place, "clean", "-fdXq");
            case "aSubmoduleIsNotTouched" ->
                BrokenExecutor.git(place, "submodule", "--quiet", "foreach", "git checkout -q .");
            default -> {}
        }
        try {
            sound.close();
        } catch (RunnerException e) {
            if (!breaks("aCloneThatAStepBrokeIsToldNotWorkedIn")
                    && !breaks("aStepThatDeletesTheCloneIsToldAndNothingIsLeftBehind")) {
                throw e;
            }
        }
        switch (broken) {
            case "aClosedWorkspaceStandsAsBefore",
                    "aCheckoutThatFailsHalfwayIsUndone",
                    "aCloneWithoutACommitIsEmptyAgainAfterwards",
                    "anIsolatedWorkspaceLeavesTheCloneAlone" -> BrokenExecutor.leave(place);
            case "whatGitDoesNotKeepOfFoldersAndModesIsAsItWas" -> BrokenExecutor.git(place, "clean", "-fdq");
            case "aDetachedHeadIsDetachedAgainAfterwards" ->
                BrokenExecutor.write(place.resolve(".git/HEAD"), "ref: refs/heads/main\n");
            case "stepsThatLeaveAMergeHalfDoneLeaveACleanClone" ->
                BrokenExecutor.write(place.resolve(".git/MERGE_HEAD"), base + "\n");
            default -> {}
        }
    }
}
