package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits that the forge shows as verified. */
class SignedCommitsTest {

    private static final String EMAIL = "codex-runner@users.noreply.github.com";

    @TempDir
    private Path folder;

    private Scene scene;
    private String publicKey;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        scene = Scene.in(folder.toRealPath());
        Path key = scene.folder.resolve("signing");
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(out).isZero();
        publicKey = Files.readString(Path.of(key + ".pub"));
        String configured = Files.readString(scene.configuration);
        Files.writeString(
                scene.configuration,
                configured.replaceFirst("(?m)^git: \\{(.*)}$", "git: {$1, signing: {format: ssh, keyFile: signing}}"));
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void thePublishedCommitIsVerifiedByTheForge() {
        scene.forge.addSigningKey(publicKey, EMAIL);
        scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).as(ran.err()).contains("DONE (success)");
        String branch =
                scene.look().refs("refs/heads/codex/").keySet().iterator().next();
        assertThat(scene.look().verification(branch)).isEqualTo("valid");
        scene.git("fetch", "--quiet", "origin", branch);
        assertThat(scene.git("cat-file", "commit", "FETCH_HEAD")).contains("gpgsig -----BEGIN SSH SIGNATURE-----");
    }

    @Test
    void nothingRunsWhileTheKeyCannotBeUsed() throws IOException {
        Files.delete(scene.folder.resolve("signing"));
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("git.signing.keyFile: cannot sign with").hasLineCount(1);
        assertThat(scene.look().refs("refs/codex/")).isEmpty();
        assertThat(scene.statusComments(issue)).isEmpty();
    }

    @Test
    void aKeyThatIsTakenAwayDuringARunPublishesNothing() {
        int issue = scene.issue(scene.brief("echo hello > out.txt\nrm " + scene.folder.resolve("signing")));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).as(ran.err()).contains("FAILED");
        assertThat(scene.look().refs("refs/heads/codex/")).isEmpty();
        assertThat(scene.statusComment(issue)).contains("git.signing.keyFile");
    }

    @Test
    void doctorTellsWhatTheForgeMakesOfTheSignature() {
        assertThat(scene.run("doctor").cells())
                .contains("warn | signing | the forge shows signed commits as unverified: unknown_key")
                .contains("signing key");

        scene.forge.addSigningKey(publicKey, "somebody@example.org");
        assertThat(scene.run("doctor").cells())
                .contains("unverified: bad_email")
                .contains("git.author.email");

        scene.forge.addSigningKey(publicKey, EMAIL);
        assertThat(scene.run("doctor").cells())
                .contains("ok | signing | the forge shows signed commits of " + EMAIL + " as verified");
        assertThat(scene.look().refs("refs/").keySet())
                .as("no ref holds the tried commit")
                .containsExactly("refs/heads/main");
    }

    @Test
    void doctorTellsAKeyThatCannotBeUsed() throws IOException {
        Files.writeString(scene.folder.resolve("signing"), "no key");

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.cells()).contains("fail | signing | git.signing.keyFile: cannot sign with");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(writes()).isEmpty();
    }

    private List<RecordedRequest> writes() {
        return scene.forge.writes();
    }
}
