package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes an operator's command as one line of JSON, and reads it. Keys that it does not know are left to newer versions. */
final class CommandFormat {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();
    /** No account of the forge: an operator is known by the runner that the command was written with. */
    private static final long NO_ACCOUNT = 0;

    private CommandFormat() {}

    static BriefCommand command(String id, BriefCommand.Kind kind, BriefId brief, String by, Instant at) {
        return new BriefCommand(id, kind, brief, new Account(NO_ACCOUNT, by, false), at);
    }

    static String write(BriefKey key, BriefCommand command) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("command", command.kind().name().toLowerCase(Locale.ROOT));
        json.put("brief", String.valueOf(command.target()));
        json.put("by", command.by().login());
        json.put("at", command.at().toString());
        json.put("key", key.hex());
        json.put("id", command.id());
        return json.toString();
    }

    static BriefCommand read(String ref, String message) {
        try {
            JsonNode json = JSON.readTree(message);
            int version = json.required("v").asInt();
            if (version > VERSION) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        ref + " was written by a newer codex-runner (command version " + version
                                + "); update this one before it runs anything there");
            }
            return command(
                    json.required("id").asString(),
                    BriefCommand.Kind.valueOf(
                            json.required("command").asString().toUpperCase(Locale.ROOT)),
                    BriefId.parse(json.required("brief").asString()).orElseThrow(),
                    json.required("by").asString(),
                    Instant.parse(json.required("at").asString()));
        } catch (RunnerException e) {
            throw e;
        } catch (RuntimeException e) {
            // It may have been meant to cancel; nothing is run past a command that cannot be read.
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    ref + " holds no order of codex-runner's; see `git log " + ref + "` and move it back to one",
                    e);
        }
    }
}
