package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class CommentOutputHandlerContractTest extends OutputHandlerContract {

    @TempDir
    private Path folder;

    private Scene scene;
    private int issue;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        issue = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of());
    }

    @AfterEach
    void end() {
        scene.close();
    }

    @Override
    protected OutputHandlerFactory factory() {
        return new CommentOutputHandlerFactory();
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
    protected String fields(String text) {
        return "issue: " + issue + ", body: \"" + text + "\"";
    }

    @Override
    protected List<String> published() {
        return scene.look().comments(issue).stream().map(CommentView::body).toList();
    }
}
