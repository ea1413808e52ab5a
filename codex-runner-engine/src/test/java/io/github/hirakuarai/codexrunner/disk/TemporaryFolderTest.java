package io.github.hirakuarai.codexrunner.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What killed processes leave in the folder for temporary files, and what others have there. */
class TemporaryFolderTest {

    @TempDir
    private Path parent;

    @Test
    void itGoesWhenItIsClosed() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
            Files.createDirectories(folder.path().resolve("mirrors/a"));
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftIsRemovedByTheNext() throws Exception {
        Path left = Files.createDirectories(parent.resolve("codex-runner123/mirrors"));
        Files.createFile(left.resolveSibling("lock"));

        TemporaryFolder.in(parent).close();

        assertThat(parent).isEmptyDirectory();
    }

    /** Another process that has one. */
    static final class Holder {
        public static void main(String... words) throws Exception {
            try (TemporaryFolder folder = TemporaryFolder.in(Path.of(words[0]))) {
                System.out.println(folder.path());
                System.in.readAllBytes();
            }
        }
    }

    @Test
    void theFoldersOfProcessesThatLiveStayAndThatOfAKilledOneGoes() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (TemporaryFolder ours = TemporaryFolder.in(parent)) {
            Path held = Path.of(process.inputReader().readLine());

            TemporaryFolder.in(parent).close();
            TemporaryFolder.in(parent).close();

            assertThat(held).isDirectory();
            assertThat(ours.path()).isDirectory();

            process.destroyForcibly().waitFor();
            assertThat(held).isDirectory();
            TemporaryFolder.in(parent).close();
            assertThat(held).doesNotExist();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatIsNoFolderOfOursStays() throws Exception {
        Path other = Files.createDirectories(parent.resolve("codex-runner-notes"));
        Path target = Files.createDirectories(parent.resolve("elsewhere"));
        Files.createFile(target.resolve("lock"));
        Path link = Files.createSymbolicLink(parent.resolve("codex-runner789"), target);

        TemporaryFolder.in(parent).close();

        assertThat(other).isDirectory();
        assertThat(link).isSymbolicLink();
        assertThat(target.resolve("lock")).exists();
    }
}
