package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;

/** States as checkboxes in the status comment. */
public final class CheckboxStateStoreFactory implements StateStoreFactory {

    /** For the service loader. */
    public CheckboxStateStoreFactory() {}

    @Override
    public String id() {
        return "checkboxes";
    }

    @Override
    public StateStore open(PluginContext context) {
        String prefix = context.settings().text("labels.statePrefix").orElse("codex:");
        return new CheckboxStateStore(GitHubClient.shared(context), new Checkboxes(prefix));
    }
}
