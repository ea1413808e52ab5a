package io.github.hirakuarai.codexrunner.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.NoSuchElementException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes what became of an answer as one line of JSON, and reads it. Keys that it does not know are left to newer versions. */
final class AnswerFormat {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private AnswerFormat() {}

    /** @param nonce so that two runners never write the same commit */
    static String write(AnswerBook.Answer answer, String nonce) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("answer", answer.given() ? "given" : "begun");
        json.put("command", answer.command());
        json.put("at", answer.at().toString());
        json.put("nonce", nonce);
        return json.toString();
    }

    static AnswerBook.Answer read(BriefRef name, String message) throws UnreadableException {
        try {
            JsonNode json = JSON.readTree(message);
            return new AnswerBook.Answer(
                    KeyedRefs.text(json, "command"),
                    KeyedRefs.text(json, "answer").equals("given"),
                    Instant.parse(KeyedRefs.text(json, "at")));
        } catch (JacksonException | IllegalArgumentException | DateTimeException | NoSuchElementException e) {
            throw new UnreadableException("it holds no answer of codex-runner");
        }
    }
}
