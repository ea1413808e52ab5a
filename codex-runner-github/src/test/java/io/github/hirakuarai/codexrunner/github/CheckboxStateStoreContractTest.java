package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.BriefState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

class CheckboxStateStoreContractTest extends ForgeStateStoreContract {

    CheckboxStateStoreContractTest() {
        super(new CheckboxStateStoreFactory());
    }

    @Override
    protected BriefState shown() {
        String body = status().body();
        List<BriefState> shown = Arrays.stream(BriefState.values())
                .filter(state -> body.contains("- [x] codex: " + state.label() + "\n"))
                .toList();
        if (shown.size() != 1) {
            throw new AssertionError("not one state: " + body);
        }
        return shown.get(0);
    }

    @Override
    protected void command() {
        scene.clock.pass(Duration.ofMinutes(1));
        String ticked = status().body().replace("[ ] codex: new", "[x] codex: new");
        scene.alice.editComment(Scene.REPOSITORY, status().id(), ticked);
        scene.clock.pass(Duration.ofMinutes(1));
    }

    private CommentView status() {
        return scene.look().comments(number).get(0);
    }
}
