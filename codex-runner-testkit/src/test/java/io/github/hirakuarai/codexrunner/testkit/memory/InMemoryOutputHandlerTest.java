package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import java.util.List;

class InMemoryOutputHandlerTest extends OutputHandlerContract {

    private InMemoryOutputHandler handler;

    @Override
    protected OutputHandlerFactory factory() {
        return new OutputHandlerFactory() {
            @Override
            public String id() {
                return "memory";
            }

            @Override
            public String schema() {
                return "{\"type\": \"object\", \"properties\": {\"text\": {\"type\": \"string\"}}}";
            }

            @Override
            public OutputHandler open(PluginContext context) {
                if (handler == null) {
                    handler = new InMemoryOutputHandler(context.texts());
                }
                return handler;
            }
        };
    }

    @Override
    protected String fields(String text) {
        return "text: \"" + text + "\"";
    }

    @Override
    protected List<String> published() {
        return handler == null ? List.of() : handler.delivered();
    }
}
