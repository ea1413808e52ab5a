package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.BriefState;
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
        for (BriefState state : BriefState.values()) {
            String color = switch (state) {
                case NEW -> "d4c5f9";
                case PICKED -> "";
                case RUNNING -> "fbca04";
                case DONE -> "0e8a16";
                case FAILED -> "d73a4a";
            };
            if (!color.isEmpty()) {
                String description = said.getString(state.name().toLowerCase(Locale.ROOT));
                labels.put(names.statePrefix() + state.label(), new Look(color, description));
            }
        }
        return labels;
    }
}
