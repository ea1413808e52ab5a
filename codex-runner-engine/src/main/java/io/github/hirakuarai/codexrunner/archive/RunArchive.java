package io.github.hirakuarai.codexrunner.archive;

import io.github.hirakuarai.codexrunner.disk.Journal;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.StepLog;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The runs of this machine. Asks no forge and changes nothing. */
public final class RunArchive {

    private final Path stateDir;

    /** @param stateDir the runner's own folder */
    public RunArchive(Path stateDir) {
        this.stateDir = stateDir;
    }

    /** Every run, newest first. */
    public List<PastRun> runs() {
        return folders().stream().map(RunArchive::read).toList();
    }

    /** One run by its name; empty when there is none of that name. */
    public Optional<PastRun> run(String name) {
        return folders().stream()
                .filter(folder -> folder.getFileName().toString().equals(name))
                .findFirst()
                .map(RunArchive::read);
    }

    /** What a run told people in the end; empty when it did not get so far. */
    public Optional<String> report(PastRun run) {
        return text(run, RunFolder.REPORT);
    }

    /** The brief as it was claimed; empty when nothing was. */
    public Optional<String> brief(PastRun run) {
        return text(run, RunFolder.BRIEF);
    }

    /** What the steps changed, as a unified diff, as much of it as the report holds; raw. Empty when none was looked at. */
    public Optional<String> diff(PastRun run) {
        return text(run, RunFolder.DIFF);
    }

    private static Optional<String> text(PastRun run, String name) {
        try {
            return Optional.of(Files.readString(run.folder().resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(run.folder(), e);
        }
    }

    /**
     * What a step wrote, raw: an attacker's bytes.
     *
     * @param step its ordinal, from 1
     * @return to be closed; empty when the run has no such step, or did not get so far
     * @throws RunnerException {@code STORAGE} when the log cannot be read
     */
    public Optional<InputStream> log(PastRun run, int step) {
        Path steps = RunFolder.steps(run.folder());
        try {
            return Optional.of(StepLog.open(steps, step));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(steps, e);
        }
    }

    /** The full logs of a run's steps, sorted by name. */
    public List<Path> logs(PastRun run) {
        try (Stream<Path> logs = Files.list(RunFolder.steps(run.folder()))) {
            return logs.filter(path -> path.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(run.folder(), e);
        }
    }

    private List<Path> folders() {
        Path runs = RunFolder.runs(stateDir);
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(Files::isDirectory)
                    // One that is being made has a dot before its name.
                    .filter(folder -> folder.getFileName().toString().matches("[0-9A-Za-z-]{1,100}"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(runs, e);
        }
    }

    private static PastRun read(Path folder) {
        // First, so that a run that ends meanwhile is not taken for one that was left.
        PastRun.Stage stage = stage(folder);
        List<PastRun.Line> lines = new ArrayList<>();
        PastRun.@Nullable Line claim = null;
        PastRun.@Nullable Line end = null;
        for (Journal.Line entry : Journal.read(RunFolder.journal(folder))) {
            PastRun.Line line = new PastRun.Line(entry.at(), !entry.intent(), entry.effect(), entry.facts());
            lines.add(line);
            if (entry.effect().equals("claim") && claim == null) {
                claim = line;
            } else if (entry.effect().equals("end")) {
                end = line;
            }
        }
        return new PastRun(
                new RunId(folder.getFileName().toString()),
                folder,
                claim == null ? null : BriefId.parse(fact(claim, "brief")).orElse(null),
                claim == null || fact(claim, "attempt").isEmpty() ? 0 : Integer.parseInt(fact(claim, "attempt")),
                claim == null ? null : claim.at(),
                stage,
                end == null ? null : Result.valueOf(fact(end, "result")),
                end == null || fact(end, "code").isEmpty() ? null : fact(end, "code"),
                lines);
    }

    /** Asked in this order, because a run that is over stays so. */
    private static PastRun.Stage stage(Path folder) {
        if (RunFolder.isHeld(folder)) {
            return PastRun.Stage.RUNNING;
        }
        return RunFolder.isOver(folder) ? PastRun.Stage.CLOSED : PastRun.Stage.LEFT;
    }

    private static String fact(PastRun.Line line, String name) {
        return line.facts().getOrDefault(name, "");
    }

    private static RunnerException unreadable(Path path, IOException e) {
        return new RunnerException(
                ErrorCode.STORAGE, "cannot read " + path + ": " + e.getMessage() + "; run this as its owner", e);
    }
}
