package io.github.hirakuarai.codexrunner.plugin.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What stands for a plugin keeps all of its faults from the caller. */
@Timeout(30)
class PluginProxyTest {

    private static final List<Class<?>> INTERFACES =
            List.of(BriefSource.class, StateStore.class, Executor.class, Workspace.class, OutputHandler.class);

    private final PluginCalls calls = calls(Duration.ofSeconds(20));

    @AfterEach
    void close() {
        calls.close();
    }

    @TestFactory
    Stream<DynamicTest> anErrorInAnyMethodNamesThePluginAndTheMethod() {
        return INTERFACES.stream()
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(method -> DynamicTest.dynamicTest(
                                type.getSimpleName() + "." + method.getName(),
                                () -> assertThatThrownBy(() -> call(failing(type), method))
                                        .isInstanceOf(RunnerException.class)
                                        .hasMessageContaining("plugin 'test'")
                                        .hasMessageContaining("failed in " + method.getName()
                                                + ": java.lang.LinkageError: broken"))));
    }

    @TestFactory
    Stream<DynamicTest> noMessageShowsASecretWhateverIsThrown() {
        String token = "s3cr3t-t0k3n-0123456789";
        Instant later = Instant.EPOCH;
        Stream<Exception> thrown = Stream.of(
                new IllegalStateException(token, new IOException(token)),
                new RunnerException(ErrorCode.UNREACHABLE, "no answer to " + token),
                new RunnerException(ErrorCode.UNREACHABLE, "no answer", new IllegalStateException(token)),
                new RunnerException(ErrorCode.STORAGE, "no answer to " + token, new IOException(token)),
                new RateLimitedException("too many of " + token, later),
                new OutputException("REFUSED", "refused", "renew " + token),
                new OutputException("REFUSED", "refused\n" + token, null));
        PluginCalls masking =
                new PluginCalls(Duration.ofSeconds(20), Sanitizer.of(Secrets.of(Map.of("GITHUB_TOKEN", token))));
        return thrown.map(e -> DynamicTest.dynamicTest(e.toString().replace(token, "***"), () -> {
                    OutputHandler handler = proxy(OutputHandler.class, masking, (own, method, arguments) -> {
                        throw e;
                    });

                    assertThatThrownBy(() -> handler.plan(null))
                            .isInstanceOfSatisfying(RunnerException.class, shown -> {
                                StringWriter trace = new StringWriter();
                                shown.printStackTrace(new PrintWriter(trace));
                                assertThat(trace.toString()).doesNotContain(token);
                                assertThat(shown.getMessage()).doesNotContain("\n");
                                if (shown instanceof OutputException output) {
                                    assertThat(String.valueOf(output.hint())).doesNotContain(token);
                                }
                            });
                }))
                .onClose(masking::close);
    }

    @Test
    void whatASoundPluginThrowsIsPassedOnAsItIs() {
        RunnerException known = new OutputException("REFUSED", "the room is closed", "open it");
        OutputHandler handler = proxy(OutputHandler.class, calls, (own, method, arguments) -> {
            throw known;
        });

        assertThatThrownBy(() -> handler.plan(null)).isSameAs(known);
    }

    @Test
    void aListThatHoldsNullIsAFault() {
        OutputHandler handler =
                proxy(OutputHandler.class, calls, (own, method, arguments) -> Arrays.asList("text", null));

        assertThatThrownBy(() -> handler.render(null, null)).hasMessageContaining("failed in render");
    }

    @Test
    void anAddressThatNoCommentCouldHoldIsAFault() {
        Link link = new Link("ticket", "T-1", URI.create("https://example.org/" + "x".repeat(1_200_000)));
        OutputHandler handler =
                proxy(OutputHandler.class, calls, (own, method, arguments) -> new OutputReceipt(List.of(link)));

        assertThatThrownBy(() -> handler.deliver(null))
                .hasMessageContaining("a link has 1200020 characters, more than 2000");
    }

    @Test
    void whatAnsweredTooLateMayWriteNothingMore() {
        CompletableFuture<Fence> given = new CompletableFuture<>();
        CompletableFuture<Object> never = new CompletableFuture<>();
        try (PluginCalls impatient = calls(Duration.ofMillis(1))) {
            StateStore store = proxy(StateStore.class, impatient, (own, method, arguments) -> {
                given.complete((Fence) arguments[1]);
                return never.get();
            });

            assertThatThrownBy(() -> store.show(null, () -> {})).hasMessageContaining("gave no answer");
            assertThatThrownBy(given.join()::check).hasMessageContaining("may write nothing more");
        }
    }

    @Test
    void itIsEqualToItselfAndNotToAnotherOfTheSamePlugin() {
        InvocationHandler plugin = (own, method, arguments) -> null;
        Executor one = proxy(Executor.class, calls, plugin);

        assertThat(Set.of(one)).contains(one).doesNotContain(proxy(Executor.class, calls, plugin));
    }

    private static PluginCalls calls(Duration limit) {
        return new PluginCalls(limit, Sanitizer.of(Secrets.of(Map.of())));
    }

    private <T> T failing(Class<T> type) {
        return proxy(type, calls, (own, method, arguments) -> {
            throw new LinkageError("broken");
        });
    }

    private static <T> T proxy(Class<T> type, PluginCalls calls, InvocationHandler plugin) {
        Plugins.Found found =
                new Plugins.Found(type == OutputHandler.class ? "output" : "any", "test", "Test", "1", "test.jar");
        T target = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, plugin));
        return PluginProxy.of(type, new CalledPlugin(calls, found), target);
    }

    /** With zeros and nulls. */
    private static void call(Object target, Method method) throws Throwable {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> type == boolean.class ? false : type == int.class ? 0 : null)
                .toArray();
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
