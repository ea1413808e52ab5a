package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;

/** States as labels of the issue. */
public final class LabelStateStoreFactory implements StateStoreFactory {

    /** For the service loader. */
    public LabelStateStoreFactory() {}

    @Override
    public String id() {
        return "labels";
    }

    @Override
    public StateStore open(PluginContext context) {
        GitHubClient client = GitHubClient.shared(context);
        String prefix = context.settings().text("labels.statePrefix").orElse("codex:");
        return new LabelStateStore(client, new StateLabels(client, prefix));
    }
}
