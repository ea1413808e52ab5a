package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.brief.BuiltInOutputSchemas;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Outputs of type {@code comment}. */
public final class CommentOutputHandlerFactory implements OutputHandlerFactory {

    /** For the service loader. */
    public CommentOutputHandlerFactory() {}

    @Override
    public String id() {
        return "comment";
    }

    @Override
    public String schema() {
        return BuiltInOutputSchemas.text(id());
    }

    @Override
    public OutputHandler open(PluginContext context) {
        return new CommentOutputHandler(GitHubClient.shared(context), context.texts());
    }
}
