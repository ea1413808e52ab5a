package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PrOutputHandlerContractTest extends OutputHandlerContract {

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
    protected OutputHandlerFactory factory() {
        return new PrOutputHandlerFactory();
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of(
                "github",
                Map.of("apiUrl", scene.forge.apiUrl().toString(), "paced", false),
                "report",
                Map.of("directory", "reports"));
    }

    @Override
    protected String token() {
        return scene.runner.token();
    }

    @Override
    protected String fields(String text) {
        return "title: \"" + text + "\", commit_message: work, files: [a.txt]";
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
