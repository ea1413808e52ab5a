package io.github.hirakuarai.codexrunner.examples.unshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a runner, against a forge on a loopback address, which its steps do not reach. */
@Timeout(120)
class UnshareExecutorTest {

    private static final String PULL_REQUEST = """
          - type: pr
            title: List the interfaces
            commit_message: List the interfaces
            files: [interfaces.txt]
        """;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsNamespaces() throws Exception {
        assumeTrue(mayMakeNamespaces(), "this machine lets nobody make namespaces");
    }

    static boolean mayMakeNamespaces() throws Exception {
        List<String> probe = List.of("unshare", "--map-current-user", "--net", "--", "true");
        return new ProcessBuilder(probe).start().waitFor() == 0;
    }

    @Test
    void aStepSeesNoNetworkAndItsFilesArePublished() throws Exception {
        try (Devbox devbox = Devbox.in(folder.toRealPath())) {
            devbox.configure("  alone: {executor: unshare}\n");
            String brief = devbox.brief("grep -o '[a-z0-9]*:' /proc/net/dev > interfaces.txt", PULL_REQUEST);
            int issue = devbox.issue(brief.replace("executor: devbox", "executor: alone"));

            try (Runner runner = Runner.builder()
                    .environment(devbox.environment())
                    .configuration(devbox.configuration())
                    .build()) {
                runner.run(Selection.ALL);
            }

            assertThat(devbox.isDone(issue)).isTrue();
            String branch =
                    devbox.forge().look(Devbox.REPOSITORY).pulls().get(0).head();
            assertThat(devbox.forge().look(Devbox.REPOSITORY).file("refs/heads/" + branch, "interfaces.txt"))
                    .hasValue("lo:\n");
        }
    }
}
