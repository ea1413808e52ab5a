package io.github.hirakuarai.codexrunner.examples.webhook;

import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

// region: webhook
/** Outputs of type {@code webhook}. The operator names the hooks under {@code plugins.webhook}, a brief picks one. */
public final class WebhookOutput implements OutputHandlerFactory {

    @Override
    public String id() {
        return "webhook";
    }

    @Override
    public OutputHandler open(PluginContext context) {
        return new Handler(context);
    }

    private record Handler(PluginContext context) implements OutputHandler {

        @Override
        public OutputPlan plan(OutputRequest request) {
            return new OutputPlan("post to the webhook of " + hook(request).getHost(), null);
        }

        @Override
        public OutputReceipt deliver(OutputDelivery delivery) {
            OutputRequest request = delivery.request();
            String key = request.key() + "-" + request.ordinal() + "-" + request.attempt();
            Path receipt = context.stateDir("webhook").resolve(key);
            if (!Files.exists(receipt)) {
                String text =
                        context.texts().markdown(request.output().text("text").orElseThrow());
                String body = new JsonMapper().writeValueAsString(Map.of("text", text));
                HttpRequest post = HttpRequest.newBuilder(hook(request))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body))
                        .build();
                delivery.fence().check();
                try {
                    int status =
                            context.http().send(post, BodyHandlers.discarding()).statusCode();
                    if (status / 100 != 2) {
                        throw failed("WEBHOOK_REFUSED", "the webhook answered " + status);
                    }
                    Files.createFile(receipt);
                } catch (IOException | InterruptedException e) {
                    throw failed("WEBHOOK_LOST", "the webhook gave no answer");
                }
            }
            return new OutputReceipt(List.of());
        }

        /** Only where the operator says, and only where nobody listens on the way. */
        private URI hook(OutputRequest request) {
            String name = request.output().text("hook").orElseThrow();
            URI url = URI.create(
                    context.settings().text("plugins.webhook." + name).orElse(""));
            String host = url.getHost() == null ? "" : url.getHost();
            boolean loopback = List.of("localhost", "127.0.0.1", "[::1]").contains(host);
            if (!host.isEmpty() && ("https".equals(url.getScheme()) || (loopback && "http".equals(url.getScheme())))) {
                return url;
            }
            throw failed("WEBHOOK_UNKNOWN", "no https webhook is configured as " + name);
        }

        private static OutputException failed(String code, String message) {
            return new OutputException(code, message, null);
        }
    }
}
// endregion
