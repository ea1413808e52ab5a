package io.github.hirakuarai.codexrunner.forge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.RawParseUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the forge says of a commit's signature, in GitHub's words. It knows SSH signatures by Ed25519 keys; others are of an
 * unknown key.
 */
final class CommitSignatures {

    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";
    private static final String MAGIC = "SSHSIG";
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final ForgeState state;

    CommitSignatures(ForgeState state) {
        this.state = state;
    }

    /** The shape {@code verification}. */
    ObjectNode of(RevCommit commit) {
        byte[] raw = commit.getRawBuffer();
        byte[] signature = commit.getRawGpgSignature();
        if (signature == null) {
            return answer("unsigned", null, null);
        }
        String armored = new String(signature, StandardCharsets.US_ASCII);
        byte[] payload = payload(raw);
        String email = commit.getCommitterIdent().getEmailAddress();
        return answer(reason(armored, payload, email), armored, new String(payload, StandardCharsets.UTF_8));
    }

    private String reason(String armored, byte[] payload, String email) {
        if (!armored.startsWith(BEGIN)) {
            return "unknown_signature_type";
        }
        try {
            ByteBuffer blob = ByteBuffer.wrap(Base64.getMimeDecoder()
                    .decode(armored.replace(BEGIN, "").replace(END, "").strip()));
            blob.position(MAGIC.length() + Integer.BYTES);
            byte[] key = string(blob);
            byte[] namespace = string(blob);
            byte[] reserved = string(blob);
            String algorithm = text(string(blob));
            byte[] signature = string(blob);
            List<String> emails = state.emailsOfSigningKey(Base64.getEncoder().encodeToString(key));
            if (emails.isEmpty()) {
                return "unknown_key";
            }
            if (!emails.contains(email)) {
                return "bad_email";
            }
            byte[] hash = MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256")
                    .digest(payload);
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(ed25519(key));
            check.update(MAGIC.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : List.of(namespace, reserved, algorithm.getBytes(StandardCharsets.US_ASCII), hash)) {
                check.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                check.update(part);
            }
            ByteBuffer parts = ByteBuffer.wrap(signature);
            string(parts);
            return text(namespace).equals("git") && check.verify(string(parts)) ? "valid" : "invalid";
        } catch (GeneralSecurityException | RuntimeException e) {
            return "malformed_signature";
        }
    }

    private static PublicKey ed25519(byte[] key) throws GeneralSecurityException {
        ByteBuffer parts = ByteBuffer.wrap(key);
        string(parts);
        byte[] encoded = ByteBuffer.allocate(X509_PREFIX.length + Integer.BYTES * 8)
                .put(X509_PREFIX)
                .put(string(parts))
                .array();
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static byte[] string(ByteBuffer blob) {
        byte[] bytes = new byte[Math.min(blob.getInt(), blob.remaining())];
        blob.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The commit without the header that holds the signature: what was signed. */
    private static byte[] payload(byte[] raw) {
        byte[] name = "gpgsig ".getBytes(StandardCharsets.US_ASCII);
        int start = 0;
        while (RawParseUtils.match(raw, start, name) < 0) {
            start = RawParseUtils.nextLF(raw, start);
        }
        int end = RawParseUtils.nextLF(raw, start);
        while (raw[end] == ' ') {
            end = RawParseUtils.nextLF(raw, end);
        }
        byte[] payload = Arrays.copyOf(raw, raw.length - (end - start));
        System.arraycopy(raw, end, payload, start, raw.length - end);
        return payload;
    }

    private ObjectNode answer(String reason, @Nullable String signature, @Nullable String payload) {
        boolean verified = reason.equals("valid");
        return Json.object(
                "verified", verified,
                "reason", reason,
                "signature", signature,
                "payload", payload,
                "verified_at", verified ? state.now() : null);
    }
}
