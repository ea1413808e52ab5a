package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two runs may store what they publish in one mirror at the same time, and a pack's name comes from its objects. */
class LocalPacksTest extends ExecutorHarness {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Lanes.lane(mode);
    }

    @Test
    void runsThatLeaveTheSameFilesGiveDifferentPacks() throws Exception {
        assertThat(pack()).isNotEqualTo(pack());
    }

    private byte[] pack() throws IOException {
        try (Workspace workspace = open(request(fixture.root().toString(), Lane.WorkspaceMode.ISOLATED))) {
            run(workspace, "echo same > same.txt");
            try (StagedFiles staged = workspace.stage(List.of("same.txt"))) {
                assertThat(staged.entries()).hasSize(1);
                return staged.pack().readAllBytes();
            }
        }
    }
}
