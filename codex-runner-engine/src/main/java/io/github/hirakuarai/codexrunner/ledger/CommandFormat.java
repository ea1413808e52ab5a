package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.NoSuchElementException;
import tools.jackson.core.JacksonException;
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

    static String write(BriefKey key, OperatorCommand written) {
        BriefCommand command = written.command();
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("command", command.kind().name().toLowerCase(Locale.ROOT));
        json.put("brief", String.valueOf(command.target()));
        json.put("digest", written.digest().toString());
        json.put("by", command.by().login());
        json.put("at", command.at().toString());
        json.put("key", key.hex());
        json.put("id", command.id());
        return json.toString();
    }

    static OperatorCommand read(BriefRef name, String message) throws UnreadableException {
        try {
            JsonNode json = JSON.readTree(message);
            int version = json.required("v").intValue();
            if (version > VERSION) {
                throw new UnreadableException(
                        "a newer codex-runner wrote it (command version " + version + "); update this one");
            }
            if (!KeyedRefs.text(json, "key").equals(name.key().hex())) {
                throw new UnreadableException("its command is for another brief than its ref");
            }
            BriefCommand command = command(
                    KeyedRefs.text(json, "id"),
                    BriefCommand.Kind.valueOf(KeyedRefs.text(json, "command").toUpperCase(Locale.ROOT)),
                    BriefId.parse(KeyedRefs.text(json, "brief")).orElseThrow(),
                    KeyedRefs.text(json, "by"),
                    Instant.parse(KeyedRefs.text(json, "at")));
            return new OperatorCommand(
                    command, Digest.parse(KeyedRefs.text(json, "digest")).orElseThrow());
        } catch (JacksonException | IllegalArgumentException | DateTimeException | NoSuchElementException e) {
            throw new UnreadableException("it holds no command of codex-runner");
        }
    }
}
