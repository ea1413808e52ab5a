package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorCloneContract;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorContract;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import io.github.hirakuarai.codexrunner.testkit.contract.Part;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** For each requirement there is an executor that breaks it, and the suite says so; one that breaks none passes. */
@Tag("slow")
class BrokenExecutorsTest {

    private static volatile String broken = "";

    static Stream<Arguments> requirements() {
        return Stream.of(Workspaces.class, Clones.class, Steps.class)
                .flatMap(suite -> tests(suite).map(test -> Arguments.of(test.getName(), suite, test)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requirements")
    void anExecutorThatBreaksARequirementIsCaught(String requirement, Class<?> suite, Method test) {
        broken = requirement;

        List<TestExecutionResult> results = results(suite, test);

        assumeTrue(
                results.stream().noneMatch(result -> result.getStatus() == Status.ABORTED),
                "this user cannot see the requirement");
        assertThat(results).isNotEmpty().allMatch(result -> result.getStatus() == Status.FAILED);
    }

    /**
     * Of the workspaces alone: how steps are run soundly is handed on as it comes, and tested where nothing is in between. That the
     * executor behind it holds the contract is what {@link LocalExecutorTest} sees.
     */
    @Test
    void whatBreaksNothingPasses() {
        broken = "";

        tests(Workspaces.class)
                .forEach(test -> assertThat(results(Workspaces.class, test))
                        .as(test.getName())
                        .noneMatch(result -> result.getStatus() == Status.FAILED));
    }

    private static Stream<Method> tests(Class<?> suite) {
        return Arrays.stream(suite.getSuperclass().getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .sorted(Comparator.comparing(Method::getName));
    }

    /** How the runs of a test ended: one, or one for each set of parameters. */
    private static List<TestExecutionResult> results(Class<?> suite, Method test) {
        List<TestExecutionResult> results = new CopyOnWriteArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(suite, test))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
                                if (identifier.isTest()) {
                                    results.add(result);
                                }
                            }
                        });
        return results;
    }

    private static Executor brokenExecutor(Path stateDir, Path home) {
        return new BrokenExecutor(Lanes.executor(stateDir, home), broken);
    }

    static final class Workspaces extends ExecutorContract {

        @Override
        protected Executor makeExecutor(Path stateDir, Path home) {
            return brokenExecutor(stateDir, home);
        }

        @Override
        protected Lane lane(Lane.WorkspaceMode mode) {
            return Lanes.lane(mode);
        }
    }

    static final class Clones extends ExecutorCloneContract {

        @Override
        protected Executor makeExecutor(Path stateDir, Path home) {
            return brokenExecutor(stateDir, home);
        }

        @Override
        protected Lane lane(Lane.WorkspaceMode mode) {
            return Lanes.lane(mode);
        }
    }

    @Part(number = 2, of = 3)
    static final class Steps extends ExecutorStepContract {

        @Override
        protected Executor makeExecutor(Path stateDir, Path home) {
            return brokenExecutor(stateDir, home);
        }

        @Override
        protected Lane lane(Lane.WorkspaceMode mode) {
            return Lanes.lane(mode);
        }
    }
}
