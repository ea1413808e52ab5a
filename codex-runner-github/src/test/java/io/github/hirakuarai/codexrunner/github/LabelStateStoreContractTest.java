package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

class LabelStateStoreContractTest extends ForgeStateStoreContract {

    LabelStateStoreContractTest() {
        super(new LabelStateStoreFactory());
    }

    @Override
    protected BriefState shown() {
        Set<String> labels = scene.look().issue(number).orElseThrow().labels();
        List<BriefState> shown = Arrays.stream(BriefState.values())
                .filter(state -> labels.contains("codex:" + state.label()))
                .filter(state -> state != BriefState.PICKED)
                .toList();
        if (shown.size() != 1) {
            throw new AssertionError("not one state: " + labels);
        }
        return shown.get(0);
    }

    @Override
    protected void command() {
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
    }
}
