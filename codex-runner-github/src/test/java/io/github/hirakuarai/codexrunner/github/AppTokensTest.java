package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AppTokensTest {

    /** How many bytes PKCS#8 puts before a 2048-bit RSA key of PKCS#1. */
    private static final int WRAPPING = 26;

    private static KeyPair keys;

    @TempDir
    Path folder;

    private final HttpStub forge = new HttpStub();
    private final SettableClock clock = new SettableClock();

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void theAppProvesItselfAndGetsATokenOfItsInstallation() throws GeneralSecurityException {
        installation("ghs_first", clock.instant().plus(Duration.ofHours(1)));

        assertThat(tokens().token()).contains("ghs_first");

        assertThat(forge.requests())
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("GET /repos/octo/app/installation", "POST /app/installations/42/access_tokens");
        String[] jwt = String.valueOf(forge.requests().get(0).header("Authorization"))
                .substring("Bearer ".length())
                .split("\\.", -1);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
        JsonNode claims = new JsonMapper().readTree(Base64.getUrlDecoder().decode(jwt[1]));
        assertThat(claims.path("iss").asString()).isEqualTo("7");
        assertThat(claims.path("iat").asLong()).isLessThan(clock.instant().getEpochSecond());
        assertThat(claims.path("exp").asLong() - clock.instant().getEpochSecond())
                .isBetween(60L, 600L);
    }

    @Test
    void aKeyAsGitHubGivesItIsReadAlike() {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        AppKey wrapped = AppKey.read(7, pem("PRIVATE KEY", pkcs8));
        AppKey plain = AppKey.read(7, pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, WRAPPING, pkcs8.length)));

        assertThat(plain.jwt(clock.instant())).isEqualTo(wrapped.jwt(clock.instant()));
    }

    @Test
    void aTokenIsKeptUntilItIsAboutToEnd() {
        installation("ghs_first", clock.instant().plus(Duration.ofHours(1)));
        TokenSource tokens = tokens();
        tokens.token();
        clock.pass(Duration.ofMinutes(49));
        assertThat(tokens.token()).contains("ghs_first");

        clock.pass(Duration.ofMinutes(1));
        installation("ghs_second", clock.instant().plus(Duration.ofHours(1)));
        assertThat(tokens.token()).contains("ghs_second");
    }

    @Test
    void theOldTokenServesWhileItHoldsWhenTheForgeRefusesANewOne() {
        installation("ghs_first", clock.instant().plus(Duration.ofHours(1)));
        TokenSource tokens = tokens();
        tokens.token();

        clock.pass(Duration.ofMinutes(55));
        forge.reply(403, "{\"message\": \"no\"}");
        assertThat(tokens.token()).contains("ghs_first");

        clock.pass(Duration.ofMinutes(5));
        forge.reply(403, "{\"message\": \"no\"}");
        assertThat(refusal(tokens::token).code()).isEqualTo(ErrorCode.REFUSED);
    }

    @Test
    void anAppThatIsNotInstalledIsToldSo() {
        forge.reply(404, "{\"message\": \"Not Found\"}");

        assertThat(refusal(() -> tokens().token())).hasMessageContaining("not installed on octo/app");
    }

    @Test
    void whatIsNoKeyIsNotShown() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "hunter2");

        assertThat(refusal(() -> AppKey.read(7, file)))
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("hunter2");
        assertThat(refusal(() -> AppKey.read(7, folder.resolve("nowhere"))).code())
                .isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(refusal(() -> AppKey.read(7, pem("PRIVATE KEY", new byte[] {1, 2, 3})))
                        .code())
                .isEqualTo(ErrorCode.CONFIGURATION);
    }

    @Test
    void oneAppServesTheRepositoriesOfOneOwner() {
        assertThat(refusal(() -> open(List.of("octo/app", "other/app")))).hasMessageContaining("one owner");
        assertThat(refusal(() -> open(List.of()))).hasMessageContaining("one owner");
    }

    private TokenSource tokens() {
        return open(List.of("octo/app", "Octo/lib"));
    }

    private TokenSource open(List<String> repositories) {
        Map<String, Object> app = Map.of(
                "id",
                7L,
                "privateKeyFile",
                pem("PRIVATE KEY", keys.getPrivate().getEncoded()).toString());
        TestContext context = new TestContext(
                Map.of(
                        "repositories",
                        repositories,
                        "github",
                        Map.of("apiUrl", forge.url().toString(), "app", app)),
                "unused",
                clock,
                folder);
        return new AppTokenSourceFactory().open(context);
    }

    private void installation(String token, Instant end) {
        forge.reply(200, "{\"id\": 42}").reply(201, "{\"token\": \"" + token + "\", \"expires_at\": \"" + end + "\"}");
    }

    private Path pem(String type, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        try {
            return Files.writeString(
                    Files.createTempFile(folder, "app", ".pem"),
                    "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunnerException refusal(ThrowingCallable call) {
        return catchThrowableOfType(RunnerException.class, call);
    }
}
