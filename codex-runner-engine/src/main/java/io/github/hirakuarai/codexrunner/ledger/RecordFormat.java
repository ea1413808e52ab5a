package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a record as one line of JSON, and reads it. Keys that it does not know are left to newer versions. */
final class RecordFormat {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private RecordFormat() {}

    static String write(LedgerRecord record) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("state", record.state().name());
        json.put("attempt", record.attempt());
        if (record.result() != null) {
            json.put("result", record.result().text());
        }
        if (record.failure() != null) {
            json.put("failure", record.failure());
        }
        json.put("brief", record.id().toString());
        json.put("digest", record.digest().toString());
        json.put("runner", record.runner());
        json.put("run", record.run().value());
        json.put("at", record.at().toString());
        json.put("lease", record.lease().toString());
        if (record.branch() != null) {
            json.put("branch", record.branch());
        }
        if (record.statusComment() != null) {
            json.put("statusComment", record.statusComment());
        }
        ArrayNode commands = json.putArray("spentCommands");
        record.spentCommands().forEach(commands::add);
        ArrayNode links = json.putArray("links");
        for (Link link : record.links()) {
            links.addObject()
                    .put("kind", link.kind())
                    .put("text", link.text())
                    .put("url", link.url().toString());
        }
        json.put("place", record.place());
        json.put("key", record.key().hex());
        json.put("nonce", record.nonce());
        return json.toString();
    }

    static LedgerRecord read(String ref, String message) {
        try {
            JsonNode json = JSON.readTree(message);
            int version = json.required("v").asInt();
            if (version > VERSION) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        ref + " was written by a newer codex-runner (record version " + version
                                + "); update this one before it runs anything there");
            }
            List<String> commands = new ArrayList<>();
            json.required("spentCommands").forEach(command -> commands.add(command.asString()));
            List<Link> links = new ArrayList<>();
            json.required("links")
                    .forEach(link -> links.add(new Link(
                            link.required("kind").asString(),
                            link.required("text").asString(),
                            URI.create(link.required("url").asString()))));
            return new LedgerRecord(
                    BriefState.valueOf(json.required("state").asString()),
                    json.required("attempt").asInt(),
                    json.has("result")
                            ? Result.valueOf(json.get("result").asString().toUpperCase(Locale.ROOT))
                            : null,
                    json.has("failure") ? json.get("failure").asString() : null,
                    new BriefKey(json.required("key").asString()),
                    BriefId.parse(json.required("brief").asString()).orElseThrow(),
                    json.required("place").asString(),
                    Digest.parse(json.required("digest").asString()).orElseThrow(),
                    json.required("runner").asString(),
                    new RunId(json.required("run").asString()),
                    json.required("nonce").asString(),
                    Instant.parse(json.required("at").asString()),
                    Duration.parse(json.required("lease").asString()),
                    json.has("branch") ? json.get("branch").asString() : null,
                    json.has("statusComment") ? json.get("statusComment").asLong() : null,
                    commands,
                    links);
        } catch (RunnerException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whoever may push may also write nonsense; nothing is run on a record that cannot be read.
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    ref + " holds no record of codex-runner's; see `git log " + ref
                            + "` and move it back to one that does",
                    e);
        }
    }
}
