package io.github.hirakuarai.codexrunner.draft;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The forms of JSON that propose work. */
public enum ProposalFormat {
    /** An {@code /ask} answer: {@code understanding}, {@code plan}, {@code acceptance}, {@code context_header}. */
    ASK("an /ask answer", "--from-ask", List.of("plan", "understanding", "acceptance")),
    /** The contract of {@code /codex run}: {@code work_branch}, {@code tasks}, {@code acceptance}. */
    CONTRACT("a contract", "--from-contract", List.of("tasks", "work_branch"));

    private final String title;
    private final String option;
    private final List<String> signs;

    ProposalFormat(String title, String option, List<String> signs) {
        this.title = title;
        this.option = option;
        this.signs = signs;
    }

    String title() {
        return title;
    }

    String option() {
        return option;
    }

    /** Any of these fields tells the form. */
    List<String> signs() {
        return signs;
    }

    boolean fits(JsonNode json) {
        boolean contract = CONTRACT.signs.stream().anyMatch(json::has);
        return json.isObject()
                && (this == CONTRACT ? contract : !contract && signs.stream().anyMatch(json::has));
    }
}
