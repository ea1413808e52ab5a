package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A clone on another host that one run holds. */
final class HostWorkspace implements Workspace {

    private static final String OUTPUT_PREFIX = "$CODEX_OUTPUT_DIR/";

    /**
     * A clone at its base.
     *
     * @param commit the base
     * @param traces how git stood when the steps began
     */
    private record Base(String commit, GitTraces traces) {}

    private final HostFolder remote;
    private final String workdir;
    private final StepSupervisor supervisor;
    private final CloneSession session;
    private @Nullable Base base;
    private boolean entered;
    private boolean compared;
    private boolean left;
    private boolean removed;
    private boolean closed;

    /**
     * @param workdir the steps' working directory
     * @param resumed how an earlier process of the runner left it; null when it is new
     */
    HostWorkspace(
            HostFolder remote,
            String workdir,
            StepSupervisor supervisor,
            CloneSession session,
            @Nullable WorkspaceState resumed) {
        this.remote = remote;
        this.workdir = workdir;
        this.supervisor = supervisor;
        this.session = session;
        this.entered = resumed != null;
        this.base = resumed == null ? null : new Base(resumed.base(), resumed.traces());
    }

    @Override
    public String workdir() {
        return workdir;
    }

    @Override
    public String outputDir() {
        return remote.output();
    }

    @Override
    public boolean needsHistory(String baseCommit) {
        return session.needsHistory(baseCommit);
    }

    @Override
    public void checkout(Path mirror, String baseCommit) {
        if (entered) {
            throw new IllegalStateException("a workspace is brought to its base once");
        }
        entered = true;
        base = new Base(baseCommit, read(session.enter(mirror, baseCommit)));
    }

    private GitTraces read(List<String> records) {
        return remote.host().understood(() -> traces(records));
    }

    private Base base() {
        return Objects.requireNonNull(base, "checkout comes before steps");
    }

    @Override
    public StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation) {
        Optional<String> cancelled = cancellation.reason();
        if (cancelled.isPresent()) {
            return new StepExit.Cancelled(cancelled.get());
        }
        compared = false;
        StepExit exit = supervisor.run(launch(request), request, sink, cancellation);
        if (supervisor.isDistrusted() && remote.host().isOfTheRun()) {
            // Whatever goes on there ends with it.
            removed = true;
            remote.host().close();
        }
        return exit;
    }

    private StepLaunch launch(StepRequest request) {
        Optional<StepBox> box = remote.host().host().box();
        // A container has the environment of its image.
        Map<String, String> around = box.isPresent() ? Map.of("HOME", remote.home()) : supervisor.environment();
        StepLaunch launch = StepLaunch.of(
                workdir, request.step().action(), request.environment().over(around));
        return box.map(made ->
                        launch.inside(made.start(supervisor.key(), remote.root(), remote.folder()), remote.home()))
                .orElse(launch);
    }

    @Override
    public void renew(Duration left, Duration grace) {
        supervisor.renew(new StepSupervisor.Lease(left, grace));
    }

    @Override
    public Optional<String> state() {
        Base entry = base();
        return Optional.of(new WorkspaceState(
                        workdir, remote.root(), remote.gitDir(), remote.commonDir(), entry.commit(), entry.traces())
                .text());
    }

    @Override
    public List<FileChange> changes() {
        base();
        if (removed) {
            return List.of();
        }
        List<String> records = remote.ask("changes");
        compared = true;
        return remote.host().understood(() -> changes(records));
    }

    private static List<FileChange> changes(List<String> records) {
        List<FileChange> changes = new ArrayList<>();
        for (int at = 0; at + 1 < records.size(); at += 2) {
            String[] words = records.get(at).split(" ", -1);
            FileChange.Kind kind = switch (words[0]) {
                case "A" -> FileChange.Kind.ADDED;
                case "D" -> FileChange.Kind.DELETED;
                default -> FileChange.Kind.MODIFIED;
            };
            changes.add(new FileChange(records.get(at + 1), kind, mode(words[1]), Long.parseLong(words[2])));
        }
        changes.sort(Comparator.comparing(FileChange::path));
        return List.copyOf(changes);
    }

    /** Compares the files with the base unless nothing has run since they were. */
    private void compare() {
        if (!compared) {
            changes();
        }
    }

    private static FileChange.Mode mode(String octal) {
        return switch (octal) {
            case "100755" -> FileChange.Mode.EXECUTABLE;
            case "120000" -> FileChange.Mode.SYMLINK;
            case "160000" -> FileChange.Mode.SUBMODULE;
            default -> FileChange.Mode.REGULAR;
        };
    }

    @Override
    public String diff(int limit) {
        if (removed) {
            return "";
        }
        compare();
        try (InputStream input = remote.content("diff", Integer.toString(limit))) {
            return new String(input.readNBytes(limit), UTF_8);
        } catch (IOException e) {
            throw remote.host().lost(e);
        }
    }

    @Override
    public List<String> gitNotes() {
        if (removed) {
            return List.of("a step did not end when it had to: " + remote.host().name()
                    + " was removed, with all that the steps changed");
        }
        List<String> notes = new ArrayList<>(read(remote.ask("notes")).since(base().traces()));
        remote.host().host().note().ifPresent(notes::add);
        return List.copyOf(notes);
    }

    private static GitTraces traces(List<String> records) {
        List<String> halfDone = new ArrayList<>();
        Map<String, String> branches = new TreeMap<>();
        String head = "";
        for (String record : records) {
            String[] words = record.split(" ", 3);
            switch (words[0]) {
                case "head" -> head = record.substring("head ".length());
                case "half" -> halfDone.add(words[1]);
                default -> branches.put(words[2], words[1]);
            }
        }
        return new GitTraces(head, halfDone, branches);
    }

    @Override
    public StagedFiles stage(List<String> paths) {
        compare();
        List<String> records = new ArrayList<>();
        InputStream pack = remote.content(
                output -> {
                    for (String path : paths) {
                        output.write((path + "\0").getBytes(UTF_8));
                    }
                },
                "pack",
                records,
                "stage");
        return new StagedFiles(remote.host().understood(() -> entries(records)), pack);
    }

    private static List<StagedFiles.Entry> entries(List<String> records) {
        List<StagedFiles.Entry> entries = new ArrayList<>();
        for (int at = 0; at + 1 < records.size(); at += 2) {
            String[] words = records.get(at).split(" ", -1);
            entries.add(new StagedFiles.Entry(records.get(at + 1), mode(words[0]), words[1]));
        }
        return entries;
    }

    @Override
    public Optional<String> ignoreRule(String path) {
        return remote.ask("rule", path).stream().findFirst();
    }

    @Override
    public byte[] readOutput(String path, int limit) {
        boolean output = path.startsWith(OUTPUT_PREFIX);
        String root = output ? remote.output() : remote.root();
        String inside = output ? path.substring(OUTPUT_PREFIX.length()) : path;
        byte[] bytes;
        try (InputStream input = remote.host().content("file", root, inside, Long.toString(limit + 1L))) {
            bytes = input.readNBytes(limit + 1);
        } catch (RunnerException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                throw new RunnerException(
                        ErrorCode.NOT_FOUND,
                        path + " is not a regular file in the repository or $CODEX_OUTPUT_DIR (" + e.getMessage() + ")",
                        e);
            }
            throw e;
        } catch (IOException e) {
            throw remote.host().lost(e);
        }
        if (bytes.length > limit) {
            throw new RunnerException(
                    ErrorCode.NOT_FOUND, path + " is larger than the " + limit + " bytes that are accepted");
        }
        return bytes;
    }

    @Override
    public List<String> putBack(boolean done, int keepBranches) {
        // What was made for the run is removed as it is, whatever the steps made of the programs in it.
        if (left || !entered || remote.host().isOfTheRun()) {
            return List.of();
        }
        left = true;
        // Nobody's process writes in the clone while it is put back: what a supervisor that was killed left has ended
        // when
        // the next one holds the locks.
        if (!supervisor.quiet()) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "processes of the steps hold " + remote.root() + ": end them by hand; the next run puts the"
                            + " clone back");
        }
        if (base == null) {
            return session.leaveHalfEntered();
        }
        return session.leave(done, keepBranches, compared);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (HostShell host = remote.host()) {
            if (host.isOfTheRun()) {
                return;
            }
            try {
                putBack(false, 0);
            } finally {
                supervisor.close();
            }
        }
    }
}
