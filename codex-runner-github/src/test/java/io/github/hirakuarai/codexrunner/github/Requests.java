package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import java.util.List;
import java.util.Map;

/** Requests of a brief for its outputs. */
final class Requests {

    static final String BRANCH = "codex/1-body-1a2b3c4d";

    private Requests() {}

    static OutputRequest of(Issue issue, String type, Map<String, Object> fields, int attempt) {
        return of(issue, List.of(new Output(type, fields)), 1, attempt);
    }

    /** One of several outputs, counted from 1. */
    static OutputRequest of(Issue issue, List<Output> outputs, int ordinal, int attempt) {
        Brief brief = new Brief(
                "devbox-codex",
                Scene.NAME,
                "main",
                "~/app",
                List.of(new Step("build", new Action.Shell("make"), null, Map.of(), false, false)),
                outputs,
                null,
                null,
                Priority.NORMAL,
                null,
                null,
                Map.of(),
                null);
        BriefId id = new BriefId(issue.repository(), issue.number(), DocumentKind.ISSUE_BODY, 0, 1);
        return new OutputRequest(
                id, Scene.KEY, brief, issue, outputs.get(ordinal - 1), ordinal, BRANCH, "main", attempt, "");
    }
}
