package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the state directory is full, before a run or in it. */
class FullDiskTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private Path disk;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        scene = Scene.in(folder.toRealPath());
        disk = Files.createDirectory(folder.toRealPath().resolve("state"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()) == 0,
                "only root can mount a small disk");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
        scene.close();
    }

    @Test
    void withLessRoomThanWantedNothingIsBegun() throws Exception {
        scene.configure("limits: {minFree: 20MiB}\n");
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.out() + ran.err()).contains("DISK_FULL").contains("limits.minFree asks for 20 MiB");
        assertThat(scene.look().comments(issue)).isEmpty();
        assertThat(scene.look().refs("refs/codex/")).isEmpty();
    }

    @Test
    void aDiskThatFillsInAStepEndsTheRunWithTheCause() throws Exception {
        scene.configure("limits: {minFree: 1MiB}\n");
        int issue = scene.issue(scene.brief("head -c 20000000 /dev/zero | tr '\\0' x\necho hello > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        String told = ran.out() + ran.err();
        assertThat(told).contains("disk full").doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(ran.exitCode()).as(told).isEqualTo(ExitCode.FAILED);
        assertThat(scene.statusComment(issue)).contains("DISK_FULL").contains("make room");
        assertThat(scene.look().pulls()).isEmpty();
    }

    @Test
    void whatCouldNotEvenBeEndedIsEndedByRecovery() throws Exception {
        scene.configure("limits: {minFree: 1MiB}\n");
        // The step itself takes the reserve and all the rest, and what it fills stays.
        String fill =
                "rm -f " + disk + "/runs/*/reserve\ncat /dev/zero > " + disk + "/filled || true\necho hello > out.txt";
        int issue = scene.issue(scene.brief(fill));

        Scene.Ran ran = scene.run("run", "--execute");
        Files.delete(disk.resolve("filled"));
        Scene.Ran recovered = scene.run("recover");

        String told = ran.out() + ran.err();
        assertThat(told).contains("disk full").doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(recovered.exitCode()).as(recovered.out() + recovered.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.statusComment(issue))
                .as(told + recovered.out() + recovered.err())
                .contains("FAILED");
        assertThat(scene.run("recover").out()).doesNotContain(Scene.REPOSITORY);
    }

    private static int run(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(Arrays.asList(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
