package io.github.hirakuarai.codexrunner.examples.webhook;

import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

// region: contract
class WebhookOutputContractTest extends OutputHandlerContract {

    private final Hook hook = new Hook();

    @AfterEach
    void close() {
        hook.close();
    }

    @Override
    protected OutputHandlerFactory factory() {
        return new WebhookOutput();
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("plugins", Map.of("webhook", Map.of("team", hook.url())));
    }

    @Override
    protected boolean withdraw() {
        hook.answerWith(404);
        return true;
    }

    @Override
    protected String fields(String text) {
        return "hook: team, text: \"" + text + "\"";
    }

    @Override
    protected List<String> published() {
        return hook.posted();
    }
}
// endregion
