package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes the labels that are missing, and leaves those that are there as people have coloured them. */
final class LabelMaker {

    private final RunnerConfig config;
    private final ForgeProbe forge;

    LabelMaker(RunnerConfig config, ForgeProbe forge) {
        this.config = config;
        this.forge = forge;
    }

    /**
     * A label that is there now.
     *
     * @param made whether it was not before
     */
    record Label(RepositoryName repository, String name, boolean made) {}

    List<Label> make() {
        List<Label> labels = new ArrayList<>();
        for (RepositoryName repository : config.repositories()) {
            RequiredLabels.of(config.labels(), config.runner().locale())
                    .forEach((name, look) -> labels.add(make(repository, name, look)));
        }
        return List.copyOf(labels);
    }

    private Label make(RepositoryName repository, String name, RequiredLabels.Look look) {
        if (forge.hasLabel(repository, name)) {
            return new Label(repository, name, false);
        }
        ObjectNode body = new JsonMapper()
                .createObjectNode()
                .put("name", name)
                .put("color", look.color())
                .put("description", look.description());
        int status = forge.post("/repos/" + repository + "/labels", body).statusCode();
        if (status != 201 && status != 200) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "cannot create the label " + name + " in " + repository + " (status " + status
                            + "); grant the token Issues: Read and write, then run `codex-runner init --labels`");
        }
        return new Label(repository, name, true);
    }
}
