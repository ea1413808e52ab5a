package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.brief.BuiltInOutputSchemas;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.List;

/** The built-in output types, as far as reading a brief needs them. */
record BuiltInOutputs(String id, String schema) implements OutputHandlerFactory {

    static final List<OutputHandlerFactory> ALL = BuiltInOutputSchemas.TYPES.stream()
            .<OutputHandlerFactory>map(type -> new BuiltInOutputs(type, BuiltInOutputSchemas.text(type)))
            .toList();

    @Override
    public OutputHandler open(PluginContext context) {
        throw new UnsupportedOperationException("no output is delivered here");
    }
}
