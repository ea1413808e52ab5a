package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.testkit.contract.BriefSourceContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class GitHubBriefSourceContractTest extends BriefSourceContract {

    @TempDir
    private Path folder;

    private Scene scene;
    private BriefSource source;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        source = new GitHubBriefSourceFactory().open(scene.context);
    }

    @AfterEach
    void end() {
        source.close();
        scene.close();
    }

    @Override
    protected BriefSource source() {
        return source;
    }

    @Override
    protected RepositoryName repository() {
        return Scene.NAME;
    }

    @Override
    protected String label() {
        return "codex:enabled";
    }

    @Override
    protected void post(String markdown) {
        scene.clock.pass(Duration.ofMinutes(1));
        scene.alice.createIssue(Scene.REPOSITORY, "title", markdown, List.of(label()));
    }

    @Override
    protected void edit(DocumentRef ref, String markdown) {
        scene.clock.pass(Duration.ofMinutes(1));
        scene.alice.editIssue(Scene.REPOSITORY, ref.number(), markdown);
    }

    @Override
    protected void delete(DocumentRef ref) {
        scene.alice.deleteIssue(Scene.REPOSITORY, ref.number());
    }

    @Override
    protected Object outside() {
        return scene.forge.writes();
    }
}
