package io.github.hirakuarai.codexrunner.plugin.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine calls plugins through hands on every call, those that a plugin may leave to their default, too. */
class CalledPluginsTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                CalledExecutor.class,
                CalledOutputHandler.class,
                CalledSource.class,
                CalledStateStore.class,
                CalledWorkspace.class
            })
    void everyMethodOfThePluginIsHandedOn(Class<?> called) {
        for (Class<?> plugin : called.getInterfaces()) {
            for (Method method : plugin.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    assertThat(called.getDeclaredMethods())
                            .as(plugin.getSimpleName() + "." + method.getName())
                            .anyMatch(own -> own.getName().equals(method.getName())
                                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
                }
            }
        }
    }
}
