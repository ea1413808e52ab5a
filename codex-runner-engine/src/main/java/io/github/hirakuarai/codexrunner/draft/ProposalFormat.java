package io.github.hirakuarai.codexrunner.draft;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The forms of JSON that propose work. */
public enum ProposalFormat {
    /** An {@code /ask} answer: {@code understanding}, {@code plan}, {@code acceptance}, {@code context_header}. */
    ASK("an /ask answer", "--from-ask"),
    /** The contract of {@code /codex run}: {@code work_branch}, {@code tasks}, {@code acceptance}. */
    CONTRACT("a contract", "--from-contract");

    private final String title;
    private final String option;

    ProposalFormat(String title, String option) {
        this.title = title;
        this.option = option;
    }

    String title() {
        return title;
    }

    String option() {
        return option;
    }

    /** Any of these fields tells the form. */
    List<String> signs() {
        return switch (this) {
            case ASK -> List.of("plan", "understanding", "acceptance");
            case CONTRACT -> List.of("tasks", "work_branch");
        };
    }

    boolean fits(JsonNode json) {
        boolean contract = CONTRACT.signs().stream().anyMatch(json::has);
        return json.isObject()
                && (this == CONTRACT ? contract : !contract && signs().stream().anyMatch(json::has));
    }
}
