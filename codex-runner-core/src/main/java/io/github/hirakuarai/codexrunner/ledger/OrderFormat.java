package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes an operator's order as one line of JSON, and reads it. Keys that it does not know are left to newer versions. */
final class OrderFormat {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();
    /** No account of the forge: an operator is known by the runner that the order was written with. */
    private static final long NO_ACCOUNT = 0;

    private OrderFormat() {}

    static Order order(String id, Order.Kind kind, BriefId brief, String by, Instant at) {
        return new Order(id, kind, brief, new Account(NO_ACCOUNT, by, false), at);
    }

    static String write(BriefKey key, Order order) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("order", order.kind().name().toLowerCase(Locale.ROOT));
        json.put("brief", String.valueOf(order.target()));
        json.put("by", order.by().login());
        json.put("at", order.at().toString());
        json.put("key", key.hex());
        json.put("id", order.id());
        return json.toString();
    }

    static Order read(String ref, String message) {
        try {
            JsonNode json = JSON.readTree(message);
            int version = json.required("v").asInt();
            if (version > VERSION) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        ref + " was written by a newer codex-runner (order version " + version
                                + "); update this one before it runs anything there");
            }
            return order(
                    json.required("id").asString(),
                    Order.Kind.valueOf(json.required("order").asString().toUpperCase(Locale.ROOT)),
                    BriefId.parse(json.required("brief").asString()).orElseThrow(),
                    json.required("by").asString(),
                    Instant.parse(json.required("at").asString()));
        } catch (RunnerException e) {
            throw e;
        } catch (RuntimeException e) {
            // It may have been meant to cancel; nothing is run past an order that cannot be read.
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    ref + " holds no order of codex-runner's; see `git log " + ref + "` and move it back to one",
                    e);
        }
    }
}
