package io.github.hirakuarai.codexrunner.examples.states;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.testkit.contract.StateStoreContract;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryPluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

// region: contract
class FolderStatesContractTest extends StateStoreContract {

    @TempDir
    private Path folder;

    private StateStore store;

    @BeforeEach
    void open() {
        Map<String, Object> settings = Map.of("plugins", Map.of("folder", Map.of("states", folder.toString())));
        store = new FolderStates().open(new InMemoryPluginContext(settings, folder.resolve("kept")));
    }

    @Override
    protected StateStore store() {
        return store;
    }

    @Override
    protected Issue issue() {
        RepositoryName repository = new RepositoryName("octo", "app");
        URI page = URI.create("https://github.com/octo/app/issues/7");
        return new Issue("github.com", 1, repository, 7, "work", false, true, false, Set.of(), page);
    }

    @Override
    protected BriefState shown() {
        return BriefState.valueOf(text(folder.resolve("1-7/state")));
    }

    @Override
    protected String comment(long id) {
        return text(folder.resolve("1-7/" + id + ".md"));
    }

    @Override
    protected void deleteComment(long id) {
        delete(folder.resolve("1-7/" + id + ".md"));
    }

    @Override
    protected Account person() {
        return new Account(1, "folder", false);
    }

    @Override
    protected void command() {
        write(folder.resolve("1-7/again.retry"));
    }

    @Override
    protected List<String> answers() {
        return files().stream()
                .map(FolderStatesContractTest::text)
                .filter(text -> text.contains("codex-runner:answer"))
                .toList();
    }

    /** Another number when something was written: contents and times in one. */
    @Override
    protected int writes() {
        List<Object> all = new ArrayList<>();
        for (Path file : files()) {
            all.add(file);
            all.add(text(file));
            all.add(file.toFile().lastModified());
        }
        return all.hashCode();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
// endregion
