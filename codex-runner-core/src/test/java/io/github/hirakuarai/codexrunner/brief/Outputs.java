package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.List;

/** Output types for tests of reading, where no output is ever delivered. */
final class Outputs {

    static final List<OutputHandlerFactory> BUILT_IN = BuiltInOutputSchemas.TYPES.stream()
            .map(type -> of(type, BuiltInOutputSchemas.text(type)))
            .toList();

    private Outputs() {}

    static OutputHandlerFactory of(String id, String schema) {
        return new OutputHandlerFactory() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String schema() {
                return schema;
            }

            @Override
            public OutputHandler open(PluginContext context) {
                throw new AssertionError("reading a brief opens no plugin");
            }
        };
    }
}
