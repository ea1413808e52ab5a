package io.github.hirakuarai.codexrunner.sanitize;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret is masked in each form that the tools of a step give it. */
class SecretFormsTest {

    private static final List<String> SECRETS = List.of(
            "Tr0ub4dor&3'x",
            "it's \"50%\" of $HOME & <more>\\n",
            "päss'wörd/\\\\x41+1=2",
            "a%41&amp;b\\u0041\\101c!",
            "-----'\"\"'-----x`y`z");

    private static Sanitizer sanitizer(String secret) {
        return Sanitizer.of(Secrets.of(Map.of("S", secret)));
    }

    private static void isMasked(String secret, String written) {
        Sanitizer sanitizer = sanitizer(secret);
        for (String around : new String[] {"", "x ", "é\n"}) {
            String text = around + written + " end";
            assertThat(sanitizer.holdsSecret(text)).as(text).isTrue();
            assertThat(sanitizer.plain(text))
                    .as(text)
                    .startsWith(around)
                    .endsWith(" end")
                    .contains("***");
            // What is left of the form are its quotes and prefixes.
            assertThat(sanitizer.plain(text).length()).as(sanitizer.plain(text)).isLessThan(around.length() + 20);
        }
    }

    @Test
    void asBashQuotesIt() throws Exception {
        for (String secret : SECRETS) {
            isMasked(secret, bash("set -x; : \"$S\"", secret).replaceFirst("^\\++ : ", ""));
            isMasked(secret, bash("printf %q \"$S\"", secret));
            isMasked(secret, bash("echo \"${S@Q}\"", secret));
            isMasked(secret, bash("declare -p S", secret).replaceFirst("^declare -x S=", ""));
            isMasked(secret, bash("set -x; [[ x == \"$S\" ]]", secret).replaceFirst("^.*== (.*) \\]\\]$", "$1"));
            isMasked(secret, bash("printf %s \"$S\" | sed 's/./\\\\&/g'", secret));
        }
    }

    private static String bash(String script, String secret) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().put("S", secret);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process bash = builder.start();
        return new String(bash.getInputStream().readAllBytes(), UTF_8).strip();
    }

    @Test
    void asOtherLanguagesQuoteIt() {
        for (String secret : SECRETS) {
            String escaped = secret.replace("\\", "\\\\");
            isMasked(secret, "\"" + escaped.replace("\"", "\\\"") + "\"");
            isMasked(secret, "'" + escaped.replace("'", "\\'") + "'");
            isMasked(secret, "$'" + escaped.replace("'", "\\'") + "'");
            isMasked(secret, "'" + secret.replace("'", "''") + "'");
            isMasked(secret, "'" + secret.replace("'", "'\\''") + "'");
            isMasked(secret, "'" + secret.replace("'", "'\"'\"'") + "'");
            isMasked(secret, "\"" + escaped.replace("\"", "\\\"").replace("/", "\\/") + "\"");
            isMasked(secret, units(secret, "\\u%04x"));
            isMasked(secret, units(secret, "\\u%04X"));
            isMasked(secret, units(secret, "\\x%02x"));
            isMasked(secret, units(secret, "&#%d;"));
            isMasked(secret, units(secret, "&#x%x;"));
            isMasked(
                    secret,
                    secret.replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("\"", "&quot;")
                            .replace("'", "&#39;"));
        }
    }

    private static String units(String secret, String format) {
        return secret.chars()
                .mapToObj(unit -> String.format(Locale.ROOT, format, unit))
                .collect(Collectors.joining());
    }

    @Test
    void inUrls() {
        for (String secret : SECRETS) {
            isMasked(secret, bytes(secret, "%%%02X"));
            isMasked(secret, bytes(secret, "%%%02x"));
            isMasked(secret, java.net.URLEncoder.encode(secret, UTF_8));
            isMasked(secret, java.net.URLEncoder.encode(secret, UTF_8).replace("+", "%20"));
        }
    }

    @Test
    void inHexadecimal() {
        for (String secret : SECRETS) {
            for (String separator : new String[] {"", " ", ":", "-", ", ", "\n", "  "}) {
                String hex = HexFormat.ofDelimiter(separator).formatHex(secret.getBytes(UTF_8));
                isMaskedWhole(secret, hex);
                isMaskedWhole(secret, hex.toUpperCase(Locale.ROOT));
            }
            isMaskedWhole(secret, bytes(secret, "\\x%02x"));
            isMaskedWhole(secret, bytes(secret, "0x%02X, ").strip());
            isMaskedWhole(secret, bytes(secret, "\\%03o"));
        }
    }

    private static void isMaskedWhole(String secret, String written) {
        assertThat(sanitizer(secret).plain("x=" + written + " end"))
                .as(written)
                .matches("(?s)x=.{0,3}\\*\\*\\*.{0,4} end");
    }

    private static String bytes(String secret, String format) {
        StringBuilder text = new StringBuilder();
        for (byte b : secret.getBytes(UTF_8)) {
            text.append(String.format(Locale.ROOT, format, b & 0xff));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "od -An -tx1 -v",
                "od -tx1",
                "od -x",
                "(printf u; cat) | od -x",
                "hexdump",
                "hexdump -C",
                "base32",
                "base32 -w0",
                "base64 -w 12",
                "sed 's/./& /g' | tr -d ' '"
            })
    void inWhatToolsGive(String tool) throws Exception {
        for (String secret : List.of("Tr0ub4dor&3'x", "a-longer-secret-of-more-than-sixteen-characters")) {
            String written = bash("printf %s \"$S\" | " + tool, secret);
            if (tool.startsWith("hexdump") && written.endsWith("command not found")) {
                continue;
            }
            assertThat(sanitizer(secret).holdsSecret(written)).as(written).isTrue();
        }
    }

    @Test
    void inADumpWithItsColumnOfCharacters() {
        String secret = "a-longer-secret-of-more-than-sixteen-characters";
        StringBuilder dump = new StringBuilder("$ xxd\n");
        byte[] bytes = ("user=" + secret + "\n").getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += 16) {
            StringBuilder hex = new StringBuilder();
            StringBuilder shown = new StringBuilder();
            for (int n = at; n < Math.min(bytes.length, at + 16); n++) {
                hex.append(String.format(Locale.ROOT, (n - at) % 2 == 0 ? "%02x" : "%02x ", bytes[n]));
                shown.append(bytes[n] < ' ' ? '.' : (char) bytes[n]);
            }
            dump.append(String.format(Locale.ROOT, "%08x: %-40s %s%n", at, hex, shown));
        }

        String masked = sanitizer(secret).plain(dump + "done\n");

        assertThat(masked)
                .doesNotContain("longer")
                .doesNotContain("characters")
                .doesNotContain("ters")
                .contains("done");
    }

    @Test
    void inBase64AndBase32AtEachAlignment() throws Exception {
        for (String secret : SECRETS) {
            for (String before : new String[] {"", "u", "u:", "u:p", "u:pw"}) {
                for (String after : new String[] {"", "\n", "@h", "@ho"}) {
                    String both = before + secret + after;
                    String base64 = Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
                    assertThat(sanitizer(secret).holdsSecret("x " + base64))
                            .as(base64)
                            .isTrue();
                    String base32 = bash("printf %s \"$S\" | base32 -w 20", both);
                    assertThat(sanitizer(secret).holdsSecret("x " + base32))
                            .as(base32)
                            .isTrue();
                    assertThat(sanitizer(secret).holdsSecret(base32.toLowerCase(Locale.ROOT)))
                            .isTrue();
                    String base32hex = bash("printf %s \"$S\" | basenc --base32hex -w 20", both);
                    assertThat(sanitizer(secret).holdsSecret("x " + base32hex))
                            .as(base32hex)
                            .isTrue();
                    for (Charset wide : List.of(UTF_16LE, UTF_16BE)) {
                        String ofWide = Base64.getEncoder().encodeToString(both.getBytes(wide));
                        assertThat(sanitizer(secret).holdsSecret("x " + ofWide))
                                .as(wide + " " + ofWide)
                                .isTrue();
                    }
                }
            }
        }
    }

    /** A step may encode what it reads line by line. */
    @Test
    void aSingleLineOfASecretOfSeveralLines() throws Exception {
        String key = """
                -----BEGIN PRIVATE KEY-----
                MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7
                VJTUt9Us8cKjMzEfYyjiWA4R4ypbHqGCo0g==
                }
                -----END PRIVATE KEY-----
                """;
        Sanitizer sanitizer = sanitizer(key);
        for (String line : key.lines()
                .filter(one -> one.length() > 30 && !one.startsWith("-"))
                .toList()) {
            for (String tool : List.of(
                    "base64",
                    "base64 -w0",
                    "base32",
                    "xxd -p",
                    "od -An -tx1",
                    "od -x",
                    "jq -sRr @uri",
                    "iconv -t UTF-16LE | base64")) {
                for (String between : new String[] {"", "u:", "key="}) {
                    String written = bash("printf '" + between + "%s\\n' \"$S\" | " + tool, line);
                    if (!written.endsWith("command not found")) {
                        assertThat(sanitizer.holdsSecret("x " + written))
                                .as(tool + ": " + written)
                                .isTrue();
                        assertThat(sanitizer.plain("x " + written)).as(tool).contains("***");
                    }
                }
            }
        }
        assertThat(sanitizer.holdsSecret("fQ== and " + Base64.getEncoder().encodeToString("}\n".getBytes(UTF_8))))
                .isFalse();
        assertThat(sanitizer.holdsSecret(
                        Base64.getEncoder().encodeToString("-----BEGIN PRIVATE KEY-----".getBytes(UTF_8))))
                .as("which is the same for all keys")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b7", "\u001bM", "\u001bc", "\u001b=", "\u001b", "\u001b[31;1m", "\u001b[?25l", "\u001b(B",
                        "\u009b1m",
                "\u001b]0;title\u0007", "\u001b]8;;x\u001b\\", "\u200d", "\ufe0f", "\u200b", "\u2062", "\u180b",
                        "\u00ad", "\u034f",
                "\u115f", "\u3164", "\udb40\udd00", "\n", "\r\n   ", "\\\n", "\u0000"
            })
    void whateverStandsInside(String inside) {
        String secret = "Tr0ub4dor&3'x";
        for (int at = 1; at < secret.length(); at++) {
            String written = secret.substring(0, at) + inside + secret.substring(at);
            assertThat(sanitizer(secret).plain("<" + written + ">")).as(written).isEqualTo("<***>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                "gho_0123456789abcdefghijABCDEFGHIJ012345",
                "AKIAIOSFODNN7EXAMPLE",
                "AIzaSyA0123456789abcdefghijABCDEFGHIJ01",
                "npm_0123456789abcdefghijABCDEFGHIJ012345",
                "github_pat_11ABCDEFG0123456789abc_0123456789012345678901234567890123456789012345678901234567x",
                "sk-proj-0123abcd4567efgh8901ijkl",
                "xoxb-123456789012-123456789012-a1b2c3d4e5f6g7h8",
                "glpat-0a1b2c3d4e5f6g7h8i9j",
                "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.c2lnb1c2d3h0dXJl",
            })
    void aTokenThatALineBreakStandsIn(String token) {
        Sanitizer none = Sanitizer.of(Secrets.of(Map.of()));
        List<String> left = new ArrayList<>();
        for (int at = 4; at < token.length() - 4; at++) {
            for (String lineBreak : new String[] {"\n", "\r\n  "}) {
                String masked =
                        none.plain("x " + token.substring(0, at) + lineBreak + token.substring(at) + "\nnext line");
                if (!masked.equals("x ***\nnext line")) {
                    left.add(masked);
                }
            }
        }
        assertThat(left).isEmpty();
        assertThat(none.plain(token + "\nnext line 1")).isEqualTo("***\nnext line 1");
    }

    @Test
    void aTextWithoutASecretStaysAsItIs() {
        String text = "a 'quoted' \\\"text\\\" of 100% & more; 0x47 0x11, de:ad:be:ef\n00000000: 6162 6364  abcd\n";
        assertThat(sanitizer("Tr0ub4dor&3'x").plain(text)).isEqualTo(text);
        assertThat(sanitizer("4711").plain("2047-11-12 and 4:7:11 and 47 11"))
                .isEqualTo("2047-11-12 and 4:7:11 and 47 11");
    }

    /** Of a secret of several lines, one alone is sought if it looks like one: others stand in any file. */
    @Test
    void ordinaryLinesOfASecretOfSeveralLinesAreNoSecrets() {
        String kubeconfig = """
                apiVersion: v1
                clusters:
                - cluster:
                    server: https://k8s.example.org
                  name: production-cluster
                kind: Config
                preferences: {}
                users:
                - name: deployer
                  user:
                    password: hunter2-and
                    token: abcdefghijklmnopqrstuvwxyz0123456789
                """;
        Sanitizer sanitizer = sanitizer(kubeconfig);
        for (String ordinary : List.of(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n",
                "apiVersion: v1\nkind: Config\npreferences: {}\n",
                "- name: deployer\n",
                "server: https://k8s.example.org\n  name: production-cluster\n")) {
            assertThat(sanitizer.plain(ordinary)).isEqualTo(ordinary);
            assertThat(sanitizer.holdsSecret(ordinary)).isFalse();
        }
        for (String secret : List.of("abcdefghijklmnopqrstuvwxyz0123456789", "hunter2-and", kubeconfig.strip())) {
            assertThat(sanitizer.plain("x " + secret + " y")).isEqualTo("x *** y");
        }
        assertThat(sanitizer("NODE_ENV=production-1\nregion=eu-central-1\nx")
                        .plain("NODE_ENV=production-1\nregion=eu-central-1\n"))
                .isEqualTo("NODE_ENV=production-1\nregion=eu-central-1\n");
        assertThat(sanitizer("correct-horse-9-battery\nstaple").plain("correct-horse-9-battery"))
                .isEqualTo("***");
    }

    @Test
    void theKeyWithinAKeyFileInJson() {
        String file =
                "{\n  \"type\": \"service_account\",\n  \"project_id\": \"my-project-123456\",\n  \"private_key\": \""
                        + "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\\n"
                        + "VJTUt9Us8cKjMzEfYyjiWA4R4ypbHqGCo0g==\\n-----END PRIVATE KEY-----\\n\"\n}\n";
        Sanitizer sanitizer = sanitizer(file);
        assertThat(sanitizer.plain("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7 x"))
                .isEqualTo("*** x");
        assertThat(sanitizer.holdsSecret("VJTUt9Us8cKjMzEfYyjiWA4R4ypbHqGCo0g=="))
                .isTrue();
        assertThat(sanitizer.plain("{\n  \"type\": \"service_account\",\n  \"project_id\": \"my-project-123456\""))
                .doesNotContain("***");
    }

    /** A thousand lines: what is looked for takes memory in proportion to the secret, and not by how it may be written. */
    @Test
    void aLongSecretIsFoundToo() throws Exception {
        Random random = new Random(5);
        StringBuilder lines = new StringBuilder("-----BEGIN X-----\n");
        for (int n = 0; n < 1000; n++) {
            byte[] line = new byte[48];
            random.nextBytes(line);
            lines.append(Base64.getEncoder().encodeToString(line)).append('\n');
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Sanitizer sanitizer = sanitizer(lines.toString());
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100L << 20);
        String line = lines.substring(5000, 5200).lines().skip(1).findFirst().orElseThrow();
        assertThat(sanitizer.plain("x " + line + " y")).isEqualTo("x *** y");
        String base64 = Base64.getMimeEncoder().encodeToString(("u:" + lines).getBytes(UTF_8));
        assertThat(sanitizer.holdsSecret(base64)).isTrue();
    }
}
