package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The labels that a repository needs, each with its colour and what it says to users who hover over it. */
final class RequiredLabels {

    private RequiredLabels() {}

    /**
     * What a label looks like.
     *
     * @param color six hexadecimal digits
     * @param description at most 100 characters
     */
    record Look(String color, String description) {}

    static Map<String, Look> of(RunnerConfig.Labels names, Locale reader) {
        ResourceBundle said = ResourceBundle.getBundle(RequiredLabels.class.getPackageName() + ".labels", reader);
        Map<String, Look> labels = new LinkedHashMap<>();
        labels.put(names.enabled(), new Look("c5def5", said.getString("enabled")));
        labels.put(names.auto(), new Look("5319e7", said.getString("auto")));
        labels.put(names.statePrefix() + "new", new Look("d4c5f9", said.getString("new")));
        labels.put(names.statePrefix() + "running", new Look("fbca04", said.getString("running")));
        labels.put(names.statePrefix() + "done", new Look("0e8a16", said.getString("done")));
        labels.put(names.statePrefix() + "failed", new Look("d73a4a", said.getString("failed")));
        return labels;
    }
}
