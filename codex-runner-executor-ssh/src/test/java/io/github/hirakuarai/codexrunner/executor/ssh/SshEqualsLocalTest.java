package io.github.hirakuarai.codexrunner.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.executor.local.LocalExecutorFactory;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.spi.TextGate;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same steps give the same changes, to the last byte, over SSH as on this machine. */
class SshEqualsLocalTest extends ExecutorHarness {

    private static final String STEPS = """
            printf 'a\\0b\\r\\n' > binary; printf 'no end' > 'two words'; printf '\\xff\\xfe' > $'caf\\xc3\\xa9'
            rm src/new.txt; chmod +x README.md; chmod -x bin/tool; ln -sf nowhere link; ln -s /etc/passwd abs
            mkdir -p a/b; echo deep > a/b/c; rm src/app.txt; mkdir src/app.txt; echo in > src/app.txt/in
            printf '*.crlf text eol=crlf\\n*.auto text=auto\\n' > .gitattributes; printf 'x\\r\\ny\\n' > f.crlf
            printf 'x\\r\\ny\\r\\n' > f.auto; echo ignored > a.log; mkdir empty; : > nothing; umask 077; echo u > masked
            head -c 3000000 /dev/urandom > big; cp big big2; mkfifo pipe
            """;

    private Sshd sshd;

    @BeforeEach
    void startHost() throws Exception {
        sshd = Sshd.start(folder.toRealPath().resolve("sshd"), folder.toRealPath());
    }

    @AfterEach
    void stopHost() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Lanes.executor(stateDir, home);
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return sshd.lane(mode);
    }

    @Test
    void theSameStepsGiveTheSameBytes() throws Exception {
        List<String> overSsh;
        List<String> here;
        try (Workspace workspace = open()) {
            assertThat(run(workspace, STEPS).stderr()).isEmpty();
            overSsh = contents(workspace);
        }
        // The branch that the first run left holds what its steps left: the second's steps copy that.
        try (Executor local = new LocalExecutorFactory().open(new Context(folder.resolve("state")));
                Workspace workspace = local.open(request(
                        fixture.root().toString(),
                        new Lane(
                                "here",
                                "local",
                                Lane.WorkspaceMode.IN_PLACE,
                                true,
                                List.of(),
                                false,
                                Set.of(),
                                null,
                                Map.of())))) {
            String left = fixture.branch(BRANCH);
            workspace.checkout(fixture.mirror(), fixture.second());
            run(workspace, STEPS + "git cat-file blob " + left + ":big > big; cp big big2");
            here = contents(workspace);
        }
        assertThat(overSsh).isEqualTo(here).hasSizeGreaterThan(15);
    }

    private static List<String> contents(Workspace workspace) throws Exception {
        List<String> lines = new ArrayList<>();
        for (FileChange change : workspace.changes()) {
            String content = "";
            if (change.kind() != FileChange.Kind.DELETED) {
                try (InputStream input = workspace.read(change.path())) {
                    byte[] bytes = input.readAllBytes();
                    assertThat(bytes).as(change.path()).hasSize((int) change.size());
                    content = Base64.getEncoder().encodeToString(bytes);
                }
            }
            lines.add(change.kind() + " " + change.mode() + " " + change.path() + " " + content);
        }
        return lines;
    }

    /** What the factory of the other executor asks for. */
    private record Context(Path folder) implements PluginContext {

        @Override
        public Settings settings() {
            return Settings.EMPTY;
        }

        @Override
        public Map<String, String> environment() {
            return System.getenv();
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public Path stateDir(String pluginId) {
            return folder;
        }

        @Override
        public TokenSource tokens() {
            throw new UnsupportedOperationException();
        }

        @Override
        public TextGate texts() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> maker) {
            return maker.get();
        }
    }
}
