package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build must not run the classes of the build before it. */
class RunnerJvmTest {

    @TempDir
    private Path folder;

    @Test
    void anArchiveOfOtherClassesIsNotTakenForThese() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Path jar = Files.writeString(folder.resolve("some.jar"), "one");
        String classPath = classes + File.pathSeparator + jar + File.pathSeparator;

        String empty = RunnerJvm.key(classPath);
        Path one = Files.writeString(classes.resolve("One.class"), "one");
        String withOne = RunnerJvm.key(classPath);
        assertThat(RunnerJvm.key(classPath)).isEqualTo(withOne).isNotEqualTo(empty);

        Files.writeString(one, "changed");
        String changed = RunnerJvm.key(classPath);
        assertThat(changed).isNotEqualTo(withOne);

        Files.writeString(jar, "another");
        assertThat(RunnerJvm.key(classPath)).isNotEqualTo(changed);
    }
}
