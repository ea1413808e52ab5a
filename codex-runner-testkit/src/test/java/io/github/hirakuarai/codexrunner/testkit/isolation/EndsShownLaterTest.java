package io.github.hirakuarai.codexrunner.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a run that a state store did not take is shown as soon as it does. */
@Timeout(60)
class EndsShownLaterTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = new Scene(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"STORAGE", "UNREACHABLE", "INTERNAL"})
    void anEndThatCannotBeShownIsTriedAgainUntilItIs(ErrorCode code) {
        scene.servedStates = showingNoEnd(code);
        run();
        assertThat(scene.state(1)).contains(BriefState.RUNNING);

        assertThat(recovered()).singleElement().satisfies(one -> {
            assertThat(one.verdict()).as(one.message()).isEqualTo(Recovered.Verdict.WAITING);
            assertThat(one.message()).contains("it had ended as DONE, which could not be shown", "no room");
        });
        run();
        assertThat(verdicts()).isNotEmpty().containsOnly(Recovered.Verdict.WAITING);
        assertThat(scene.state(1)).contains(BriefState.RUNNING);

        scene.servedStates = scene.states;
        assertThat(recovered()).extracting(Recovered::verdict).containsExactly(Recovered.Verdict.SHOWN);
        assertThat(scene.state(1)).contains(BriefState.DONE);
        assertThat(recovered()).isEmpty();
    }

    private void run() {
        try (Runner runner = scene.runner()) {
            runner.run(Selection.ALL);
        }
    }

    private List<Recovered> recovered() {
        try (Runner runner = scene.runner()) {
            return runner.recover();
        }
    }

    private List<Recovered.Verdict> verdicts() {
        return scene.events.stream()
                .filter(RunEvent.Recovery.class::isInstance)
                .map(event -> ((RunEvent.Recovery) event).recovered().verdict())
                .toList();
    }

    private StateStore showingNoEnd(ErrorCode code) {
        return (StateStore) Proxy.newProxyInstance(
                StateStore.class.getClassLoader(), new Class<?>[] {StateStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("show")
                            && ((StatusUpdate) args[0]).state().terminal()) {
                        throw new RunnerException(code, "no room");
                    }
                    try {
                        return method.invoke(scene.states, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
