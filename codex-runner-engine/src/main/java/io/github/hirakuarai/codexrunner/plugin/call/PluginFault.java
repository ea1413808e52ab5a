package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import org.jspecify.annotations.Nullable;

/** What a plugin did wrong. Its message names the plugin, and is masked: a plugin that called this one passes it on as it is. */
final class PluginFault extends RunnerException {

    private static final long serialVersionUID = 1;

    PluginFault(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
