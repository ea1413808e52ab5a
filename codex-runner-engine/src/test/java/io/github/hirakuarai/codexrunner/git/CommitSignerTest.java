package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed commits, as git itself verifies them. */
class CommitSignerTest {

    private static final Commits.Committer RUNNER =
            new Commits.Committer("codex 走者", "codex@example.org", Instant.parse("2026-11-21T01:02:03Z"));

    @TempDir
    private Path folder;

    private TestRemote remote;
    private Mirror mirror;

    @BeforeEach
    void setUp() throws Exception {
        remote = TestRemote.in(folder.resolve("server.git"));
        mirror = Mirror.open(folder.resolve("mirror.git"), remote.uri(), Optional::empty);
        mirror.fetch(Map.of("refs/heads/main", remote.firstCommit()));
    }

    @AfterEach
    void tearDown() throws Exception {
        mirror.close();
        remote.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void gitVerifiesWhatASignerSigned(String type) throws Exception {
        Path key = key(type, "");

        String commit = commit(new CommitSigner(key));

        Path allowed = folder.resolve("allowed");
        Files.writeString(allowed, "codex@example.org " + Files.readString(Path.of(key + ".pub")));
        assertThat(run(
                        "git",
                        "--git-dir=" + folder.resolve("mirror.git"),
                        "-c",
                        "gpg.ssh.allowedSignersFile=" + allowed,
                        "verify-commit",
                        commit))
                .contains("Good \"git\" signature for codex@example.org");
    }

    @Test
    void aKeyWithoutItsPublicFileSigns() throws Exception {
        Path key = key("ed25519", "");
        Files.delete(Path.of(key + ".pub"));

        assertThat(commit(new CommitSigner(key))).hasSize(40);
    }

    @Test
    void aKeyThatCannotBeUsedIsToldWithTheFix() throws Exception {
        Path junk = Files.writeString(folder.resolve("junk"), "no key");

        for (Path wrong : List.of(folder.resolve("missing"), folder, junk, key("ed25519", "pass phrase"))) {
            assertThatThrownBy(() -> new CommitSigner(wrong).requireUsable())
                    .isInstanceOfSatisfying(RunnerException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
                        assertThat(e)
                                .hasMessageStartingWith("git.signing.keyFile: cannot sign with " + wrong + ": ")
                                .hasMessageContaining("ssh-keygen -t ed25519");
                    });
        }
    }

    @Test
    void aKeyWithAPassphraseIsToldAsSuch() throws Exception {
        Path key = key("ed25519", "pass phrase");

        assertThatThrownBy(() -> new CommitSigner(key).requireUsable())
                .hasMessageContaining("protected by a passphrase");
    }

    @Test
    void aKeyThatWasTakenAwayMakesNoCommit() throws Exception {
        Path key = key("ed25519", "");
        CommitSigner signer = new CommitSigner(key);
        signer.requireUsable();
        Files.delete(key);

        assertThatThrownBy(() -> commit(signer)).hasMessageContaining("cannot sign with");
    }

    private String commit(CommitSigner signer) {
        Commits commits = new Commits(mirror);
        String blob = commits.store("new\n".getBytes(StandardCharsets.UTF_8));
        return commits.onTopOf(
                remote.firstCommit(),
                List.of(new FileEdit.Put("新しい", FileChange.Mode.REGULAR, blob)),
                "日本語の説明\n\nCodex-Brief: x\n",
                RUNNER,
                signer);
    }

    private Path key(String type, String passphrase) throws Exception {
        Path key = folder.resolve("key-" + type + passphrase.length());
        run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", key.toString());
        return key;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
