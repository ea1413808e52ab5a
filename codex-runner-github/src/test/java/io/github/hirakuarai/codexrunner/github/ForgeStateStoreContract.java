package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;
import io.github.hirakuarai.codexrunner.testkit.contract.StateStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of state stores against the forge. */
abstract class ForgeStateStoreContract extends StateStoreContract {

    @TempDir
    Path folder;

    Scene scene;
    int number;

    private final StateStoreFactory factory;
    private StateStore store;

    ForgeStateStoreContract(StateStoreFactory factory) {
        this.factory = factory;
    }

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        store = factory.open(scene.context);
        number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of("codex:enabled"));
    }

    @AfterEach
    void close() {
        store.close();
        scene.close();
    }

    @Override
    protected StateStore store() {
        return store;
    }

    @Override
    protected Issue issue() {
        return scene.issue(number);
    }

    @Override
    protected @Nullable String comment(long id) {
        return scene.look().comments(number).stream()
                .filter(comment -> comment.id() == id)
                .map(CommentView::body)
                .findFirst()
                .orElse(null);
    }

    @Override
    protected void deleteComment(long id) {
        scene.alice.deleteComment(Scene.REPOSITORY, id);
    }

    @Override
    protected Account person() {
        return scene.account("alice");
    }

    @Override
    protected List<String> answers() {
        return scene.look().comments(number).stream()
                .map(CommentView::body)
                .filter(body -> Marker.read(body).orElse(null) instanceof Marker.Answer)
                .toList();
    }

    @Override
    protected int writes() {
        return scene.forge.writes().size();
    }
}
