package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A GitHub App's private key, and the short-lived JWT (RS256) that proves it. */
final class AppKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?PRIVATE KEY-----");

    /** What PKCS#8 puts before an RSA key: version 0, and the algorithm rsaEncryption without parameters. */
    private static final byte[] RSA_HEADER = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private final long appId;
    private final PrivateKey key;

    private AppKey(long appId, PrivateKey key) {
        this.appId = appId;
        this.key = key;
    }

    /** Reads a key as GitHub gives it (PKCS#1), or as openssl converts it (PKCS#8). */
    static AppKey read(long appId, Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the App's private key cannot be read at " + file + ": check github.app.privateKeyFile",
                    e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw notAKey(file, null);
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(2));
            byte[] pkcs8 = pem.group(1) == null ? bytes : wrapped(bytes);
            return new AppKey(appId, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw notAKey(file, e);
        }
    }

    /** A JWT for some minutes. It begins a minute early, as GitHub advises, because clocks differ. */
    String jwt(Instant now) {
        String claims = "{\"iat\":" + now.minusSeconds(60).getEpochSecond() + ",\"exp\":"
                + now.plusSeconds(540).getEpochSecond() + ",\"iss\":\"" + appId + "\"}";
        String unsigned = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
            return unsigned + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "the App's private key cannot sign: create a new one in the App's settings",
                    e);
        }
    }

    private static RunnerException notAKey(Path file, @Nullable Exception cause) {
        return new RunnerException(
                ErrorCode.CONFIGURATION,
                file + " holds no RSA private key in PEM: use the file that the App's settings page gave",
                cause);
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_HEADER);
        content.writeBytes(der(0x04, pkcs1));
        return der(0x30, content.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int start = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - start));
            out.write(length, start, length.length - start);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
