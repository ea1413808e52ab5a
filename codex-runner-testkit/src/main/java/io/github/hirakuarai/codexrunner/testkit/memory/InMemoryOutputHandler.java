package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@link OutputHandler} that delivers the field {@code text} to nobody but the test that asks. Safe for many threads. */
public final class InMemoryOutputHandler implements OutputHandler {

    private final TextSanitizer texts;
    private final Map<Place, String> delivered = new LinkedHashMap<>();
    private int writes;

    /** A handler that has delivered nothing yet. */
    public InMemoryOutputHandler(TextSanitizer texts) {
        this.texts = texts;
    }

    @Override
    public OutputPlan plan(OutputRequest request) {
        return new OutputPlan("keep " + texts.line(text(request)), null);
    }

    @Override
    public synchronized OutputReceipt deliver(OutputDelivery delivery) {
        Place place = Place.of(delivery.request());
        String text = texts.markdown(text(delivery.request()));
        if (!text.equals(delivered.get(place))) {
            delivery.fence().check();
            delivered.put(place, text);
            writes++;
        }
        URI url = URI.create("https://memory.example/" + place.key() + "/" + place.ordinal());
        return new OutputReceipt(List.of(new Link("memory", "kept", url)));
    }

    /** What was delivered, oldest first. */
    public synchronized List<String> delivered() {
        return List.copyOf(delivered.values());
    }

    /** How often something was changed. */
    public synchronized int writes() {
        return writes;
    }

    private static String text(OutputRequest request) {
        return request.output().text("text").orElse("");
    }

    private record Place(BriefKey key, int ordinal) {
        static Place of(OutputRequest request) {
            return new Place(request.key(), request.ordinal());
        }
    }
}
