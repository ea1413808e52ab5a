/**
 * Reads, checks and describes briefs and configuration, and holds the interfaces of plugins.
 *
 * <p>Every library that it needs is a named module, so that {@code jlink} can link a program that only reads briefs.
 */
// The engine is compiled after this.
@SuppressWarnings("module")
module io.github.hirakuarai.codexrunner.core {
    requires transitive java.net.http;
    requires static transitive org.jspecify;
    requires com.networknt.schema;
    requires org.commonmark;
    requires org.snakeyaml.engine;
    requires transitive tools.jackson.databind;

    exports io.github.hirakuarai.codexrunner.brief;
    exports io.github.hirakuarai.codexrunner.config;
    exports io.github.hirakuarai.codexrunner.model;
    exports io.github.hirakuarai.codexrunner.spi;
    exports io.github.hirakuarai.codexrunner.yaml;
    exports io.github.hirakuarai.codexrunner.markdown to
            io.github.hirakuarai.codexrunner.engine;
    exports io.github.hirakuarai.codexrunner.state to
            io.github.hirakuarai.codexrunner.engine;
}
