package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.executor.container.ContainerExecutorFactory;
import io.github.hirakuarai.codexrunner.executor.local.LocalExecutorFactory;
import io.github.hirakuarai.codexrunner.executor.ssh.SshExecutorFactory;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryPluginContext;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same steps give the same tree on every kind of lane. A kind that this machine does not have is left out and told. */
class FiveLanesTest extends PodHarness {

    private static final String STEPS = """
        set -e; mkdir -p out/deep; printf 'a\\0b\\r\\n' > out/binary; printf 'no end' > 'out/two words'; : > out/nothing
        printf 'x\\r\\n' > $'out/caf\\xc3\\xa9'; ln -s ../README.md out/link; printf '#!/bin/sh\\n' > out/tool
        chmod +x out/tool; seq 1 20000 > out/deep/long; git mv README.md out/README.md; rm src/new.txt
        printf '*.crlf text eol=crlf\\n' > out/.gitattributes; printf 'x\\r\\ny\\n' > out/f.crlf; umask 077; echo u > out/masked
        """;

    private Path home;

    @BeforeEach
    void setUp() throws Exception {
        home = folder.toRealPath();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "ssh", "container", "kubernetes"})
    void theSameStepsGiveTheSameTreeAsOnALocalLane(String kind) throws Exception {
        Map<String, String> local = tree(new LocalExecutorFactory(), Map.of("HOME", home.toString()), local(null));
        Map<String, String> other = switch (kind) {
            case "user" -> asNobody();
            case "ssh" -> overSsh();
            case "container" -> inAContainer();
            default -> tree(executor(), lane(Lane.WorkspaceMode.ISOLATED));
        };

        assertThat(local).hasSizeGreaterThan(9);
        assertThat(other).isEqualTo(local);
    }

    private static Lane local(String user) {
        return new Lane(
                "devbox", "local", Lane.WorkspaceMode.IN_PLACE, true, List.of(), false, Set.of(), user, Map.of());
    }

    private Map<String, String> asNobody() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may become somebody else unasked");
        Path programs = Files.createDirectory(home.resolve("programs"));
        Files.writeString(
                programs.resolve("getent"), "#!/bin/sh\necho \"nobody:x:65534:65534::" + home + ":/bin/sh\"\n");
        Files.setPosixFilePermissions(programs.resolve("getent"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new ProcessBuilder("chown", "-hR", "65534:65534", home.toString())
                        .start()
                        .waitFor())
                .isZero();
        return tree(
                new LocalExecutorFactory(),
                Map.of("HOME", home.toString(), "PATH", programs + ":" + System.getenv("PATH")),
                local("nobody"));
    }

    private Map<String, String> overSsh() throws Exception {
        try (Sshd sshd = Sshd.start(home.resolve("sshd"), home)) {
            return tree(
                    new SshExecutorFactory(), Map.of("HOME", home.toString()), sshd.lane(Lane.WorkspaceMode.IN_PLACE));
        }
    }

    private Map<String, String> inAContainer() throws Exception {
        assumeTrue(Podman.isThere(), "podman is not there");
        Podman podman = Podman.in(Files.createDirectory(home.resolve("podman")));
        Map<String, String> tree = tree(new ContainerExecutorFactory(), podman.environment(), podman.lane(Map.of()));
        podman.letGo();
        return tree;
    }

    private Map<String, String> tree(ExecutorFactory factory, Map<String, String> variables, Lane lane)
            throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(variables);
        try (Executor executor =
                factory.open(new InMemoryPluginContext(Map.of(), home.resolve("state")).withEnvironment(environment))) {
            return tree(executor, lane);
        }
    }

    /** What stands in the tree beyond the base's: of each path the mode and the blob, or that it is gone. */
    private Map<String, String> tree(Executor executor, Lane lane) throws Exception {
        Map<String, String> tree = new TreeMap<>();
        try (Workspace workspace = executor.open(request(fixture.root().toString(), lane))) {
            workspace.checkout(fixture.mirror(), fixture.second());
            Ran ran = run(workspace, STEPS);
            assertThat(ran.exit()).as(ran.output()).isEqualTo(new StepExit.Exited(0));
            List<String> kept = new ArrayList<>();
            for (FileChange change : workspace.changes()) {
                if (change.kind() == FileChange.Kind.DELETED) {
                    tree.put(change.path(), "gone");
                } else {
                    kept.add(change.path());
                }
            }
            try (StagedFiles staged = workspace.stage(kept)) {
                staged.entries().forEach(entry -> tree.put(entry.path(), entry.mode() + " " + entry.blob()));
                staged.pack().readAllBytes();
            }
        }
        return tree;
    }
}
