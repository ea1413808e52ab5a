package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of outputs whose commit stands on a branch of the forge, and which show it in a pull request. */
abstract class BranchOutputContract extends OutputHandlerContract {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("github", Map.of("apiUrl", scene.forge.apiUrl().toString(), "paced", false));
    }

    @Override
    protected String token() {
        return scene.runner.token();
    }

    @Override
    protected PublishedBranch push(String name, CommitPlan plan, List<BranchFile> files) {
        String commit = scene.forge.as("runner").push(Scene.REPOSITORY, name, plan.message(), Map.of("a.txt", "a\n"));
        return new PublishedBranch(name, commit, "main");
    }

    @Override
    protected List<String> published() {
        return scene.look().pulls().stream()
                .map(pull -> pull.issue().title() + "\n" + pull.issue().body())
                .toList();
    }
}
