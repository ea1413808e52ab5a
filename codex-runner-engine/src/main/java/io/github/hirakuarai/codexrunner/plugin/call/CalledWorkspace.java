package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A workspace whose faults are its executor's. */
final class CalledWorkspace implements Workspace {

    /** One call for so many bytes of a pack. */
    private static final int BUFFER = 1 << 16;

    private final CalledPlugin plugin;
    private final Workspace workspace;
    private final Duration grace;

    /** @param grace how long a step that was told to end may take */
    CalledWorkspace(CalledPlugin plugin, Workspace workspace, Duration grace) {
        this.plugin = plugin;
        this.workspace = workspace;
        this.grace = grace;
    }

    @Override
    public String workdir() {
        return plugin.ask("workdir", call -> workspace.workdir());
    }

    @Override
    public String outputDir() {
        return plugin.ask("outputDir", call -> workspace.outputDir());
    }

    @Override
    public void checkout(Path mirror, String baseCommit) {
        plugin.tell("checkout", call -> workspace.checkout(mirror, baseCommit));
    }

    @Override
    public StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation) {
        return plugin.ask("run", request.timeout().plus(grace), call -> {
            StepSink waitedFor = (bytes, offset, length) -> {
                call.require();
                sink.write(bytes, offset, length);
            };
            return workspace.run(request, waitedFor, cancellation);
        });
    }

    @Override
    public void renew(Duration left, Duration ownGrace) {
        plugin.tell("renew", call -> workspace.renew(left, ownGrace));
    }

    @Override
    public Optional<String> state() {
        return plugin.ask("state", call -> workspace.state());
    }

    @Override
    public List<FileChange> changes() {
        return plugin.ask("changes", call -> List.copyOf(workspace.changes()));
    }

    @Override
    public String diff(int limit) {
        return plugin.ask("diff", call -> workspace.diff(limit));
    }

    @Override
    public List<String> gitNotes() {
        return plugin.ask("gitNotes", call -> List.copyOf(workspace.gitNotes()));
    }

    @Override
    public StagedFiles stage(List<String> paths) {
        StagedFiles staged = plugin.ask("stage", call -> workspace.stage(paths));
        return new StagedFiles(staged.entries(), new BufferedInputStream(new CalledStream(staged.pack()), BUFFER));
    }

    @Override
    public Optional<String> ignoreRule(String path) {
        return plugin.ask("ignoreRule", call -> workspace.ignoreRule(path));
    }

    @Override
    public List<String> putBack(boolean done, int keepBranches) {
        return plugin.ask("putBack", call -> List.copyOf(workspace.putBack(done, keepBranches)));
    }

    @Override
    public byte[] readOutput(String path, int limit) {
        return plugin.ask("readOutput", call -> workspace.readOutput(path, limit));
    }

    @Override
    public void close() {
        plugin.tell("close", call -> workspace.close());
    }

    /** A pack, read by the plugin while it is asked for. */
    private final class CalledStream extends InputStream {

        private final InputStream content;

        CalledStream(InputStream content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return plugin.ask("stage", call -> {
                try {
                    return content.read(bytes, offset, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public void close() {
            plugin.tell("stage", call -> {
                try {
                    content.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
