package io.github.hirakuarai.codexrunner.examples.folder;

import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.testkit.contract.BriefSourceContract;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryPluginContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

// region: contract
class FolderSourceContractTest extends BriefSourceContract {

    @TempDir
    private Path folder;

    private BriefSource source;
    private int last;

    @BeforeEach
    void open() {
        source = new FolderSource()
                .open(new InMemoryPluginContext(
                        Map.of(
                                "repositories", List.of("octo/app"),
                                "plugins", Map.of("folder", Map.of("path", folder.toString()))),
                        folder));
    }

    @Override
    protected BriefSource source() {
        return source;
    }

    @Override
    protected RepositoryName repository() {
        return new RepositoryName("octo", "app");
    }

    @Override
    protected String label() {
        return "codex:enabled";
    }

    @Override
    protected void post(String markdown) {
        last++;
        write(last, markdown);
    }

    @Override
    protected void edit(DocumentRef ref, String markdown) {
        write(ref.number(), markdown);
    }

    @Override
    protected void delete(DocumentRef ref) {
        try {
            Files.delete(folder.resolve(ref.number() + ".md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Object outside() {
        try (Stream<Path> walk = Files.walk(folder)) {
            Map<Path, FileTime> files = new TreeMap<>();
            for (Path path : walk.toList()) {
                files.put(path, Files.getLastModifiedTime(path));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(int number, String markdown) {
        try {
            Files.writeString(folder.resolve(number + ".md"), markdown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
// endregion
