package io.github.hirakuarai.codexrunner.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizerTest {

    private static final String SECRET = "s3cr3t/Wort+\"mit\" Umlaut ä";

    private final Sanitizer sanitizer =
            Sanitizer.of(Secrets.of(Map.of("PASSWORD", SECRET, "PIN", "4711", "FLAG", "1")));

    private static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    class Masks {

        @Test
        void aValueAsItStands() {
            assertThat(sanitizer.plain("a " + SECRET + " b 4711")).isEqualTo("a *** b ***");
        }

        @Test
        void aValueInBase64AtEachAlignmentWithNothingOfItLeft() {
            for (String before : new String[] {"", "u", "u:", "u:p"}) {
                for (String after : new String[] {"", "\n", "!!"}) {
                    String encoded = base64(before + SECRET + after);
                    String masked = sanitizer.plain(encoded);
                    int secretEnd = (before + SECRET).getBytes(StandardCharsets.UTF_8).length;
                    assertThat(masked.indexOf("***")).as(encoded).isBetween(0, before.length() * 8 / 6);
                    assertThat(masked.substring(masked.indexOf("***") + 3))
                            .as(encoded)
                            .hasSizeLessThanOrEqualTo(encoded.length() - (secretEnd * 8 + 5) / 6);
                }
            }
        }

        @Test
        void aValueInUrlSafeBase64WithoutPadding() {
            String encoded = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(SECRET.repeat(2).getBytes(StandardCharsets.UTF_8));
            assertThat(sanitizer.plain(encoded)).isEqualTo("***");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "s3cr3t%2FWort%2B%22mit%22%20Umlaut%20%C3%A4",
                    "s3cr3t%2fWort%2b%22mit%22+Umlaut+%c3%a4",
                    "s3cr3t\\/Wort+\\\"mit\\\" Umlaut \\u00e4",
                    "s3cr3t/Wort+\\\"mit\\\" Umlaut ä",
                })
        void aValueInUrlsAndInJson(String written) {
            assertThat(sanitizer.plain("x=" + written + ";")).isEqualTo("x=***;");
        }

        @Test
        void aValueThatIsSplitByTerminalSequencesControlCharactersOrLineBreaks() {
            for (String inside : new String[] {
                "\u001b[31m", "\u001b]0;t\u0007", "\u0000", "\b", "\r", "\u200b", "\n", "\n    ", "\u001b"
            }) {
                assertThat(sanitizer.plain("<s3cr3t/W" + inside + SECRET.substring(8) + ">"))
                        .as("split by %s", inside.codePoints().boxed().toList())
                        .isEqualTo("<***>");
            }
        }

        @Test
        void base64ThatWasWrapped() {
            Secrets longOne = Secrets.of(Map.of("KEY", "0123456789abcdef".repeat(12)));
            String wrapped = Base64.getMimeEncoder()
                    .encodeToString("0123456789abcdef".repeat(12).getBytes(StandardCharsets.UTF_8));
            assertThat(Sanitizer.of(longOne).plain(wrapped)).isEqualTo("***");
        }

        @Test
        void theLinesOfAValueThatHasSeveralButNotThoseThatSayNothing() {
            Secrets lines =
                    Secrets.of(Map.of("JSON", "{\n  \"client\": \"abcdefgh\",\n  \"token\": \"ijklmnop\"\n}\n"));
            assertThat(Sanitizer.of(lines).plain("> \"client\": \"abcdefgh\"\n> ijklmnop\n{ x }\n"))
                    .isEqualTo("> \"client\": \"abcdefgh\"\n> ***\n{ x }\n");
        }

        @Test
        void overlappingValuesAsOneWithNothingOfEitherLeft() {
            Secrets overlapping = Secrets.of(Map.of("A", "abcdefgh", "B", "efghijkl", "C", "cdef"));
            assertThat(Sanitizer.of(overlapping).plain("-abcdefghijkl-cdef-")).isEqualTo("-***-***-");
        }

        @Test
        void aTokenThatWasRenewedAndTheLastOnes() {
            Secrets renewed = Secrets.of(Map.of("TOKEN", "first-token"));
            Sanitizer open = Sanitizer.of(renewed);
            renewed.add("TOKEN", "second-token");
            assertThat(open.plain("first-token second-token")).isEqualTo("*** ***");
            for (int n = 0; n < 4; n++) {
                renewed.add("TOKEN", "later-token-" + n);
            }
            assertThat(open.plain("first-token later-token-3")).isEqualTo("first-token ***");
        }

        @Test
        void aShortValueOfALaneButNotInCommitsUnlessItIsASecretToo() {
            Secrets values = Secrets.of(Map.of("PIN", "4712"));
            Sanitizer open = Sanitizer.of(values);
            values.addOfLane("A", "4711");
            values.addOfLane("B", "4712");
            values.hold("C", "long-enough");
            values.hold("D", "short");
            assertThat(open.plain("4711 4712 short")).isEqualTo("*** *** ***");
            assertThat(open.holdsSecret("4711 short")).isFalse();
            assertThat(open.holdsSecret("4712")).isTrue();
            assertThat(open.holdsSecret("long-enough")).isTrue();
            values.add("PIN", "4711");
            assertThat(open.holdsSecret("4711")).isTrue();
        }

        @Test
        void aValueThatIsInUseWhateverCameAfterIt() {
            Secrets values = Secrets.of(Map.of());
            Sanitizer open = Sanitizer.of(values);
            Secrets.Registration first = values.hold("VALUE", "first-value\n");
            Secrets.Registration again = values.hold("VALUE", "first-value");
            for (int n = 0; n < 4; n++) {
                values.hold("VALUE", "later-value-" + n).close();
            }
            assertThat(open.plain("first-value")).isEqualTo("***");
            first.close();
            assertThat(open.plain("first-value")).isEqualTo("***");
            again.close();
            assertThat(open.plain("first-value later-value-3")).isEqualTo("first-value ***");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
                    "github_pat_11ABCDEFG0123456789_abcdefghijklmnop",
                    "ghs_12345_eyJhbGciOiJub25lIn0.eyJpc3MiOiIxIn0.c2ln",
                    "AKIAIOSFODNN7EXAMPLE",
                    "xoxb-123456789012-abcdefghijkl",
                    "sk-proj-abcdefghijklmnopqrstuvwx",
                    "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.c2lnbmF0dXJl",
                    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
                })
        void whatHasTheShapeOfACredential(String token) {
            assertThat(sanitizer.plain("token=" + token + " end")).isEqualTo("token=*** end");
        }

        @Test
        void theCredentialOfAHeaderAndOfAUrl() {
            assertThat(sanitizer.plain("> Authorization: Basic dXNlcjpwYXNz\n\"authorization\": \"Bearer abc.def\""))
                    .isEqualTo("> Authorization: Basic ***\n\"authorization\": \"Bearer ***\"");
            assertThat(sanitizer.plain("git clone https://joe:p@ss:w@git.example.org:8443/x.git"))
                    .isEqualTo("git clone https://joe:***@git.example.org:8443/x.git");
            assertThat(sanitizer.plain("see https://example.org:8443/@joe and mail joe@example.org"))
                    .contains("https://example.org:8443/@joe and mail joe@example.org");
        }

        @Test
        void aPrivateKeyWhoseEndIsCutOff() {
            assertThat(sanitizer.plain("-----BEGIN PRIVATE KEY-----\nMIIEpAIB\n    AAKCAQEA==\n$ ls"))
                    .isEqualTo("***$ ls");
        }

        @Test
        void noValueThatIsTooShort() {
            assertThat(sanitizer.plain("1 of 10")).isEqualTo("1 of 10");
        }

        @Test
        void andTellsWhetherThereIsOne() {
            assertThat(sanitizer.holdsSecret("x" + base64("a" + SECRET) + "y")).isTrue();
            assertThat(sanitizer.holdsSecret("47\u001b[0m11")).isTrue();
            assertThat(sanitizer.holdsSecret("ghp_0123456789abcdefghijABCDEFGHIJ012345"))
                    .isFalse();
        }
    }

    @Nested
    class Plain {

        @Test
        void keepsLineFeedAndTabOnly() {
            assertThat(sanitizer.plain("a\tb\r\nc\rd\u0000\u0007\u007f\u0085e\u202ef\u200b"))
                    .isEqualTo("a\tb\nc\ndef");
        }

        @Test
        void removesTerminalSequencesWhole() {
            assertThat(
                            sanitizer.plain(
                                    "\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u001b\\link\u001b]8;;\u0007 \u001b(Bx\u009b2Ky"))
                    .isEqualTo("red link xy");
        }

        @Test
        void keepsWhatScriptsAndEmojiNeed() {
            String text = "日本語 👩\u200d🚀 می\u200cخواهم ✔\ufe0f";
            assertThat(sanitizer.plain(text)).isEqualTo(text);
            assertThat(sanitizer.plain("a\ud800b")).isEqualTo("a\ufffdb");
        }
    }

    @Nested
    class Line {

        @Test
        void isOneLineThatNothingActsOn() {
            assertThat(sanitizer.line(" Fixes #12,\r\n closes o/r#13\tby @joe \u202e"))
                    .isEqualTo("Fixes # 12, closes o/r# 13 by @ joe");
            assertThat(sanitizer.line("resolve https://github.com/o/r/issues/7, GH-8 and closed GH-9"))
                    .isEqualTo("resolve https://github.com/o/r/issues/ 7, GH- 8 and closed GH- 9");
            assertThat(sanitizer.line("see #12, joe@example.org")).isEqualTo("see #12, joe@example.org");
        }

        @Test
        void isCutBetweenCharacters() {
            String line = sanitizer.line("x" + "😀".repeat(200));
            assertThat(line).hasSizeLessThanOrEqualTo(256).endsWith("😀…");
        }
    }

    @Nested
    class Fenced {

        @Test
        void cannotBeEndedFromInside() {
            String block = sanitizer.fenced("a\n````\n@joe fixes #1\n```codex-brief\n", "text", 1000);
            assertThat(block).isEqualTo("`````text\na\n````\n@joe fixes #1\n```codex-brief\n`````\n");
        }

        @Test
        void isNeverABriefItself() {
            assertThat(sanitizer.fenced("x", "codex-brief", 100)).startsWith("```text\n");
            assertThat(sanitizer.fenced("x", "yaml codex-brief", 100)).startsWith("```text\n");
            assertThat(sanitizer.fenced("x", "diff", 100)).startsWith("```diff\n");
        }

        @Test
        void keepsHeadAndTailAndSaysWhatIsMissing() {
            String log = IntStream.range(0, 1000).mapToObj(n -> "line " + n).collect(Collectors.joining("\n"));
            String block = sanitizer.fenced(log, "text", 600);
            assertThat(block)
                    .startsWith("```text\nline 0\n")
                    .endsWith("line 999\n```\n")
                    .containsPattern("\\[… \\d+ characters in \\d+ lines left out …]");
            assertThat(block.length()).isBetween(400, 620);
        }

        @Test
        void startsNoLineWithASlash() {
            assertThat(sanitizer.fenced("/codex retry\n", "text", 100)).isEqualTo("```text\n /codex retry\n```\n");
        }

        @Test
        void showsNoHalfOfASecretThatLiesAcrossTheWindow() {
            int window = 2 << 20;
            String filler = ("x".repeat(79) + "\n").repeat(window / 80 + 1);
            int[] parts = "all".equals(System.getProperty("offsets")) ? new int[] {5, 10, 15, 20} : new int[] {10};
            for (int inside : parts) {
                String head = filler.substring(0, window - inside) + SECRET;
                String tail = SECRET + filler.substring(0, window - inside);
                String block = sanitizer.fenced(head + filler + tail, "text", 3 * window);
                assertThat(block).hasSizeGreaterThan(window).contains("left out");
                assertThat(block).doesNotContain(SECRET.substring(0, 5)).doesNotContain(SECRET.substring(22));
            }
        }
    }
}
