package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;
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

    static AnswerBook.Answer read(String ref, String message) {
        try {
            JsonNode json = JSON.readTree(message);
            return new AnswerBook.Answer(
                    json.required("command").asString(),
                    json.required("answer").asString().equals("given"),
                    Instant.parse(json.required("at").asString()));
        } catch (RuntimeException e) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    ref + " holds no answer of codex-runner's; see `git log " + ref + "` and move it back to one",
                    e);
        }
    }
}
