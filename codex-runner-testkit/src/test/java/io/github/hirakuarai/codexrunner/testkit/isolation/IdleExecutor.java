package io.github.hirakuarai.codexrunner.testkit.isolation;

import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** An executor whose steps all succeed and do nothing. */
final class IdleExecutor implements Executor {

    private final UnaryOperator<Workspace> workspaces;

    /** @param workspaces what is made of a workspace before it is handed over */
    IdleExecutor(UnaryOperator<Workspace> workspaces) {
        this.workspaces = workspaces;
    }

    @Override
    public String host(Lane lane) {
        return "nowhere";
    }

    @Override
    public List<String> reach(Lane lane) {
        return List.of();
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        return "/nowhere";
    }

    @Override
    public Workspace open(WorkspaceRequest request) {
        return workspaces.apply(new IdleWorkspace());
    }

    @Override
    public void close() {}

    private static final class IdleWorkspace implements Workspace {

        @Override
        public String workdir() {
            return "/nowhere";
        }

        @Override
        public String outputDir() {
            return "/nowhere/out";
        }

        @Override
        public void checkout(Path mirror, String baseCommit) {}

        @Override
        public StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation) {
            sink.write(new byte[] {'x', '\n'}, 0, 2);
            return new StepExit.Exited(0);
        }

        @Override
        public List<FileChange> changes() {
            return List.of();
        }

        @Override
        public String diff(int limit) {
            return "";
        }

        @Override
        public List<String> gitNotes() {
            return List.of();
        }

        @Override
        public StagedFiles stage(List<String> paths) {
            return new StagedFiles(List.of(), InputStream.nullInputStream());
        }

        @Override
        public byte[] readOutput(String path, int limit) {
            return new byte[0];
        }

        @Override
        public void close() {}
    }
}
