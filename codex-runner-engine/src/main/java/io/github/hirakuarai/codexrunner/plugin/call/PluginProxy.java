package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls.Call;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an object of a plugin: each of its methods is a call through {@link PluginCalls}. What a plugin writes through
 * a fence or a sink after its time is up is refused, and its lists are copied, so that they hold no null and change no more.
 */
final class PluginProxy implements InvocationHandler {

    /** One call for so many bytes of a pack. */
    private static final int BUFFER = 1 << 16;

    private final CalledPlugin plugin;
    private final Object target;
    private final Duration grace;

    private PluginProxy(CalledPlugin plugin, Object target, Duration grace) {
        this.plugin = plugin;
        this.target = target;
        this.grace = grace;
    }

    /** Returns what stands for a plugin's object. */
    static <T> T of(Class<T> type, CalledPlugin plugin, T target) {
        return of(type, plugin, target, Duration.ZERO);
    }

    /** @param grace how long a step that was told to end may take */
    private static <T> T of(Class<T> type, CalledPlugin plugin, T target, Duration grace) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new PluginProxy(plugin, target, grace)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.getName().equals("equals") ? given != null && proxy == given[0] : method.invoke(this, given);
        }
        Object[] arguments = given == null ? new Object[0] : given;
        Object answer = plugin.ask(method.getName(), longer(arguments), call -> ask(method, arguments, call));
        return method.getReturnType() == void.class ? null : called(answer, arguments);
    }

    /** A step may take as long as it asks for, besides what any call may take. */
    private Duration longer(Object[] arguments) {
        return arguments.length > 0 && arguments[0] instanceof StepRequest request
                ? request.timeout().plus(grace)
                : Duration.ZERO;
    }

    private @Nullable Object ask(Method method, Object[] arguments, Call call) throws Exception {
        Object[] guarded = arguments.clone();
        for (int i = 0; i < guarded.length; i++) {
            guarded[i] = guarded(guarded[i], call);
        }
        try {
            Object answer = method.invoke(target, guarded);
            Object copied = method.getReturnType() == void.class ? (Object) true : copied(answer);
            Addresses.require(copied);
            return copied;
        } catch (InvocationTargetException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof Error error) {
                throw error;
            }
            throw (Exception) cause;
        }
    }

    /** What lets a plugin write does so only as long as its call is waited for. */
    private static @Nullable Object guarded(@Nullable Object argument, Call call) {
        if (argument instanceof Fence fence) {
            return call.within(fence);
        }
        if (argument instanceof OutputDelivery delivery) {
            return new OutputDelivery(
                    delivery.request(), delivery.files(), delivery.branch(), call.within(delivery.fence()));
        }
        if (argument instanceof StepSink sink) {
            return (StepSink) (bytes, offset, length) -> {
                call.require();
                sink.write(bytes, offset, length);
            };
        }
        return argument;
    }

    private static @Nullable Object copied(@Nullable Object answer) {
        if (answer instanceof List<?> list) {
            return List.copyOf(list);
        }
        if (answer instanceof Optional<?> optional && optional.isPresent() && optional.get() instanceof Set<?> set) {
            return Optional.of(Set.copyOf(set));
        }
        return answer;
    }

    /** What is the plugin's own in an answer is called in the same way. */
    private Object called(Object answer, Object[] arguments) {
        if (answer instanceof Workspace workspace) {
            return of(Workspace.class, plugin, workspace, ((WorkspaceRequest) arguments[0]).grace());
        }
        if (answer instanceof Optional<?> optional
                && optional.isPresent()
                && optional.get() instanceof Workspace workspace) {
            return Optional.of(called(workspace, arguments));
        }
        if (answer instanceof StagedFiles staged) {
            return new StagedFiles(staged.entries(), new BufferedInputStream(new PluginStream(staged.pack()), BUFFER));
        }
        return answer;
    }

    /** A pack, read by the plugin while it is asked for. */
    private final class PluginStream extends InputStream {

        private final InputStream content;

        PluginStream(InputStream content) {
            this.content = content;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return plugin.ask("stage", call -> content.read(bytes, offset, length));
        }

        @Override
        public void close() {
            plugin.ask("stage", call -> {
                content.close();
                return true;
            });
        }
    }
}
