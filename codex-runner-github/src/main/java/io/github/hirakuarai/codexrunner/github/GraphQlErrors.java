package io.github.hirakuarai.codexrunner.github;

import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** What GraphQL says went wrong, for a log. */
final class GraphQlErrors {

    private GraphQlErrors() {}

    static String read(JsonNode answer) {
        StringJoiner text = new StringJoiner("; ");
        text.setEmptyValue("no reason given");
        for (JsonNode error : answer.path("errors").values()) {
            text.add(Answers.oneLine(error.path("type").asString("") + " "
                    + error.path("message").asString("")));
        }
        return text.toString();
    }
}
