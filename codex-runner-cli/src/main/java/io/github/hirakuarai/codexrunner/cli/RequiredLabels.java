package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** The labels that a repository needs, each with what it says to people who hover over it. */
final class RequiredLabels {

    private RequiredLabels() {}

    static Map<String, String> of(RunnerConfig.Labels names) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(names.enabled(), "Briefs here may be run by hand");
        labels.put(names.auto(), "Briefs here are run by the service");
        labels.put(names.statePrefix() + "new", "Orders another attempt of every failed brief here");
        labels.put(names.statePrefix() + "running", "A brief here is being run");
        labels.put(names.statePrefix() + "done", "The brief here that ran last succeeded");
        labels.put(names.statePrefix() + "failed", "The brief here that ran last failed");
        return labels;
    }
}
