package io.github.hirakuarai.codexrunner.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins are found in real jars. */
class PluginsTest {

    @TempDir
    private Path folder;

    private final List<URL> jars = new ArrayList<>();

    @Test
    void aPluginIsFoundWithItsJar() throws Exception {
        jar("one.jar", One.class);

        assertThat(find().list()).singleElement().satisfies(plugin -> {
            assertThat(plugin.kind()).isEqualTo("output");
            assertThat(plugin.id()).isEqualTo("twin");
            assertThat(plugin.type()).isEqualTo(One.class.getName());
            assertThat(plugin.place()).isEqualTo(folder.resolve("one.jar").toString());
        });
    }

    @Test
    void twoPluginsOfOneTypeStopTheStartAndBothJarsAreNamed() throws Exception {
        jar("one.jar", One.class);
        jar("other.jar", Other.class);

        assertRefused("two plugins have the id 'twin'", "one.jar", "other.jar");
    }

    @Test
    void onePluginInTwoJarsStopsTheStartAndBothJarsAreNamed() throws Exception {
        jar("deployment-1.10.0.jar", One.class);
        write("deployment-1.2.3.jar", One.class.getName(), One.class, Sound.class, Static.class);

        assertRefused(
                One.class.getName() + " is there twice: in ",
                "deployment-1.10.0.jar and ",
                "deployment-1.2.3.jar; remove");
    }

    @Test
    void theCauseIsToldAndTheRightJarAlone() throws Exception {
        jar("sound.jar", One.class);
        jar("broken.jar", Static.class);

        assertRefused(
                "a plugin cannot be loaded",
                "IllegalStateException: not ever",
                "it is in " + folder.resolve("broken.jar") + ": fix it");
    }

    @ParameterizedTest
    @ValueSource(classes = {Nameless.class, WronglyNamed.class, LongNamed.class, Throwing.class})
    void aPluginWithoutAnIdStopsTheStartAndItsJarIsNamed(Class<?> plugin) throws Exception {
        jar("odd.jar", plugin);

        assertRefused(plugin.getName(), "odd.jar", "its id");
    }

    @ParameterizedTest
    @ValueSource(classes = {Unmakeable.class, Unlinkable.class})
    void aPluginThatCannotBeLoadedStopsTheStartAndItsJarIsNamed(Class<?> plugin) throws Exception {
        jar("broken.jar", plugin);

        assertRefused("a plugin cannot be loaded", plugin.getName(), "broken.jar");
    }

    @Test
    void aServiceFileThatNamesNoClassStopsTheStart() throws Exception {
        write("empty.jar", "com.example.Gone");

        assertRefused("a plugin cannot be loaded", "com.example.Gone", "empty.jar");
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::find)
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
                .hasMessageContainingAll(words);
    }

    private Plugins find() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), new WithoutTestPlugins())) {
            return Plugins.find(loader);
        }
    }

    private void jar(String name, Class<?> plugin) throws IOException {
        write(name, plugin.getName(), plugin, Sound.class);
    }

    private void write(String name, String provider, Class<?>... classes) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
            entries.putNextEntry(new JarEntry("META-INF/services/" + OutputHandlerFactory.class.getName()));
            entries.write(provider.getBytes(StandardCharsets.UTF_8));
            for (Class<?> type : classes) {
                String path = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(path));
                try (InputStream bytes =
                        Objects.requireNonNull(type.getClassLoader().getResourceAsStream(path))) {
                    bytes.transferTo(entries);
                }
            }
        }
        jars.add(jar.toUri().toURL());
    }

    /** The class path of the tests but for the plugins here, which are to be found in their jars. */
    private static final class WithoutTestPlugins extends ClassLoader {
        WithoutTestPlugins() {
            super(PluginsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(PluginsTest.class.getName() + "$")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    /** A plugin as it should be. */
    public static class Sound implements OutputHandlerFactory {
        @Override
        public String id() {
            return "twin";
        }

        @Override
        public String schema() {
            return "{}";
        }

        @Override
        public OutputHandler open(PluginContext context) {
            throw new UnsupportedOperationException();
        }
    }

    /** One of two with the same id. */
    public static final class One extends Sound {}

    /** The other one. */
    public static final class Other extends Sound {}

    /** Has no id. */
    public static final class Nameless extends Sound {
        @Override
        public String id() {
            return null;
        }
    }

    /** Has an invalid id. */
    public static final class WronglyNamed extends Sound {
        @Override
        public String id() {
            return "Web Hook";
        }
    }

    /** Has an id that no message could show. */
    public static final class LongNamed extends Sound {
        @Override
        public String id() {
            return "a".repeat(101);
        }
    }

    /** Cannot be initialized. */
    public static final class Static extends Sound {
        private static final String NEVER = never();

        private static String never() {
            throw new IllegalStateException("not ever");
        }

        @Override
        public String schema() {
            return NEVER;
        }
    }

    /** Does not tell its id. */
    public static final class Throwing extends Sound {
        @Override
        public String id() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }

    /** Cannot be made. */
    public static final class Unmakeable extends Sound {
        public Unmakeable() {
            throw new IllegalStateException("not today");
        }
    }

    /** Lacks a library. */
    public static final class Unlinkable extends Sound {
        public Unlinkable() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }
}
