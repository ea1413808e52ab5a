package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Signer;
import org.eclipse.jgit.lib.Signers;
import org.jspecify.annotations.Nullable;

/**
 * Signs commits with an SSH key, as git does with {@code gpg.format=ssh}, so that a forge that knows the public key shows
 * them as verified. Starts no program and asks no agent: the private key is read from its file each time.
 */
public final class CommitSigner {

    private final Path keyFile;

    /** @param keyFile the private key, in OpenSSH's or PEM format, without a passphrase */
    public CommitSigner(Path keyFile) {
        this.keyFile = keyFile;
    }

    /** Signs a trial commit, so that a key that cannot be used shows before any work is done for it. */
    public void requireUsable() {
        sign(draft(
                Constants.EMPTY_TREE_ID.name(), null, new Commits.Committer("t", "t@localhost", Instant.EPOCH), "t"));
    }

    /**
     * Signs a commit that exists nowhere yet, and returns the signature in its armored form.
     *
     * @param tree 40 hexadecimal digits
     * @param parent 40 hexadecimal digits, or null for none
     * @throws RunnerException with {@code CONFIGURATION} when the key cannot be used
     */
    public String signature(String tree, @Nullable String parent, Commits.Committer committer, String message) {
        CommitBuilder commit = draft(tree, parent, committer, message);
        sign(commit);
        return commit.getGpgSignature().toExternalString();
    }

    /** Puts the signature into a commit that is complete but for it. */
    void sign(CommitBuilder commit) {
        if (!Files.isReadable(keyFile) || Files.isDirectory(keyFile)) {
            throw unusable("it is not a readable file", null);
        }
        try {
            // The key is always named: without one, the library would run a command of the configuration to find it.
            GpgSignature signature = signer().sign(
                            null,
                            new GpgConfig(new Config()),
                            commit.build(),
                            commit.getCommitter(),
                            keyFile.toAbsolutePath().toString(),
                            null);
            commit.setGpgSignature(signature);
        } catch (IOException | GitAPIException | JGitInternalException e) {
            throw unusable(reason(e), e);
        }
    }

    /** A complete commit that is not stored. */
    static CommitBuilder draft(String tree, @Nullable String parent, Commits.Committer committer, String message) {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(ObjectId.fromString(tree));
        if (parent != null) {
            commit.setParentId(ObjectId.fromString(parent));
        }
        PersonIdent person = new PersonIdent(committer.name(), committer.email(), committer.at(), ZoneOffset.UTC);
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setEncoding(StandardCharsets.UTF_8);
        commit.setMessage(message);
        return commit;
    }

    private static Signer signer() {
        return Optional.ofNullable(Signers.get(GpgConfig.GpgFormat.SSH))
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.CONFIGURATION,
                        "git.signing needs org.eclipse.jgit.ssh.apache on the class path; add that library, or remove"
                                + " the key"));
    }

    /** The library's first words name the file only; why it could not be read stands in their cause. */
    private static String reason(Exception e) {
        Throwable said = e.getCause() == null ? e : e.getCause();
        String words = String.valueOf(said.getMessage());
        return words.contains("password") ? "it is protected by a passphrase" : words;
    }

    private RunnerException unusable(String why, @Nullable Exception cause) {
        return new RunnerException(
                ErrorCode.CONFIGURATION,
                "git.signing.keyFile: cannot sign with " + keyFile + ": " + why
                        + "; name the file of a private SSH key without a passphrase (ssh-keygen -t ed25519 -N '' -f FILE)",
                cause);
    }
}
