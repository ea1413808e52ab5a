package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The third source of the token: GitHub's own command, here a script of its name. */
@Timeout(60)
class GhTokenTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private String token = "";
    private Path calls = Path.of("");

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        token = scene.environment.remove("GITHUB_TOKEN");
        calls = scene.folder.resolve("calls");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void withoutAVariableGhIsAskedOnceForTheForgesHost() throws Exception {
        gh("echo \"$@\" >> " + calls + "\necho " + token);
        scene.issue(scene.brief("echo hello > out.txt; echo the token " + token));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(calls).hasContent("auth token --hostname 127.0.0.1");
        assertThat(ran.err()).contains("| the token ***").doesNotContain(token);
    }

    @Test
    void aVariableComesFirst() throws Exception {
        gh("echo called >> " + calls + "\necho wrong");
        scene.environment.put("GH_TOKEN", token);
        scene.issue(scene.brief("echo hello > out.txt"));

        assertThat(scene.run("run", "--execute").exitCode()).isEqualTo(ExitCode.OK);

        assertThat(calls).doesNotExist();
    }

    @Test
    void aCommandThatAsksNoForgeAsksNoGh() throws Exception {
        gh("echo called >> " + calls + "\necho wrong");

        scene.run("plugins");
        scene.run("schema", "brief");

        assertThat(calls).doesNotExist();
    }

    @Test
    void whereNobodyHasSignedInThereIsNoToken() throws Exception {
        gh("echo 'no oauth token found' >&2; echo half; exit 1");

        assertThat(new GhToken(scene.environment, scene.forge.apiUrl()).token()).isEmpty();
    }

    @Test
    void aGhThatHangsIsEndedAndTheMendIsSaid() throws Exception {
        Path pid = scene.folder.resolve("pid");
        gh("echo $$ > " + pid + ".tmp; mv " + pid + ".tmp " + pid + "; exec sleep 20");
        GhToken hanging = new GhToken(scene.environment, scene.forge.apiUrl(), Duration.ofSeconds(2));

        assertThatThrownBy(hanging::token).hasMessageContaining("GITHUB_TOKEN").hasMessageContaining("2 s");

        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        ending -> assertThat(ending.orElseThrow().onExit()).succeedsWithin(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.github.com, github.com",
        "https://api.octo.ghe.com, octo.ghe.com",
        "https://forge.example.org/api/v3, forge.example.org",
        "https://api.example.org/v3, api.example.org"
    })
    void ghKnowsAForgeByTheNameThatPeopleUse(URI apiUrl, String name) {
        assertThat(GhToken.hostName(apiUrl)).isEqualTo(name);
    }

    private void gh(String script) throws IOException {
        Path programs = Files.createDirectory(scene.folder.resolve("programs"));
        Path gh = Files.writeString(programs.resolve("gh"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(gh, PosixFilePermissions.fromString("rwxr-xr-x"));
        scene.environment.put("PATH", programs + ":" + scene.environment.get("PATH"));
    }
}
