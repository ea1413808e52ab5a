package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The labels that a repository needs, each with what it says to people who hover over it. */
final class RequiredLabels {

    private RequiredLabels() {}

    static Map<String, String> of(RunnerConfig.Labels names, Locale reader) {
        ResourceBundle said = ResourceBundle.getBundle(RequiredLabels.class.getPackageName() + ".labels", reader);
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(names.enabled(), said.getString("enabled"));
        labels.put(names.auto(), said.getString("auto"));
        labels.put(names.statePrefix() + "new", said.getString("new"));
        labels.put(names.statePrefix() + "running", said.getString("running"));
        labels.put(names.statePrefix() + "done", said.getString("done"));
        labels.put(names.statePrefix() + "failed", said.getString("failed"));
        return labels;
    }
}
