package io.github.hirakuarai.codexrunner.sanitize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that spans several lines is masked whatever stands in front of each of them. */
class SecretBehindPrefixesTest {

    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
            MzEfYyjiWA4R4ypbHqGCo0gQz8Bv1pXoVJTUt9Us8cKjMzEfYyjiWA4R4ypbHqGC
            o0gQz8Bv1pXo3q==
            -----END PRIVATE KEY-----""";
    private static final String TOKEN = "tok_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "_0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String PASSWORD = "a-longer-secret-of-more-than-sixteen-characters";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base64",
                "base64 -w 20",
                "base64 -w 12",
                "basenc --base64url",
                "basenc --base16",
                "base32",
                "base32 -w 8",
                "basenc --base32hex",
                "xxd",
                "xxd -e",
                "xxd -c 8",
                "xxd -u",
                "xxd -g4",
                "xxd -p",
                "hexdump",
                "hexdump -C",
                "od -tx1",
                "od -tx1z",
                "od -An -tx1",
                "od -x",
                "od -An -x",
                "od -tx4",
                "od -An -tx4",
                "od -tx8",
                "od -A x -t x1z -v",
                "fold -w 40",
                "fold -w 9",
                "iconv -t UTF-16LE | base64",
                "iconv -t UTF-16LE | xxd -p",
            })
    void isMaskedWholly(String tool) throws Exception {
        List<String> left = new ArrayList<>();
        for (String secret : List.of(KEY, TOKEN, PASSWORD)) {
            String written = bash(tool, secret);
            if (written.endsWith("command not found")) {
                continue;
            }
            for (String prefix : List.of(
                    "",
                    "+",
                    "-",
                    " ",
                    "    ",
                    "| ",
                    "> ",
                    ">",
                    "# ",
                    "// ",
                    "[12:00:01] ",
                    "2026-11-30T12:00:01.123Z ",
                    "out: ",
                    "[pod/web-1] ",
                    "web-1  | ",
                    "12:",
                    "file.txt:",
                    "INFO x.y - ",
                    "level=info msg=")) {
                if (prefix.equals("level=info msg=") && tool.startsWith("fold")) {
                    continue;
                }
                String prefixed = prefixed(written, prefix);
                Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of("S", secret)));
                String masked = sanitizer.plain("first\n" + prefixed + "last\n");
                boolean whole = written.lines()
                        .filter(line -> line.length() > 12 && !line.startsWith("-----"))
                        .noneMatch(masked::contains);
                if (!sanitizer.holdsSecret(prefixed) || !whole) {
                    left.add(prefix + " " + secret.length() + ": " + masked);
                }
            }
        }
        assertThat(left).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%d: ", "%3d  ", "line %d: ", "[12:00:%02d] ", "12:00:0%d.25 ", "file.txt:%d:", "%08d| "})
    void orEachHasAPrefixOfItsOwn(String prefix) throws Exception {
        for (String tool : List.of("base64", "base32", "xxd -p", "fold -w 40")) {
            List<String> lines = bash(tool, TOKEN).lines().toList();
            StringBuilder text = new StringBuilder();
            for (int n = 0; n < lines.size(); n++) {
                text.append(String.format(prefix, n + 8)).append(lines.get(n)).append('\n');
            }
            Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of("S", TOKEN)));
            assertThat(sanitizer.holdsSecret(text.toString()))
                    .as(text.toString())
                    .isTrue();
            assertThat(sanitizer.plain(text.toString())).doesNotContain(lines.get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"line %d: ", "[12:00:%02d] ", "12:00:%02d.25 ", "%3d  "})
    void alsoBeforeLinesWithBlanksAndSigns(String prefix) throws Exception {
        String secret = "correct & horse 'battery' (staple) & $ome more; {words} = 100% of them";
        for (String tool : List.of("od -An -tx1", "fold -w 20")) {
            List<String> lines = bash(tool, secret).lines().toList();
            StringBuilder text = new StringBuilder();
            for (int n = 0; n < lines.size(); n++) {
                text.append(String.format(prefix, n + 10)).append(lines.get(n)).append('\n');
            }
            Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of("S", secret)));
            assertThat(sanitizer.holdsSecret(text.toString()))
                    .as(text.toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64", "xxd", "xxd -p", "fold -w 40"})
    void eachSideOfADiffIsReadByItself(String tool) throws Exception {
        List<String> lines = bash(tool, TOKEN).lines().toList();
        String unchanged = " " + lines.get(0) + "\n";
        String rest = lines.stream().skip(2).map(line -> " " + line + "\n").collect(Collectors.joining());
        String added = unchanged + "-what stood there\n+" + lines.get(1) + "\n" + rest;
        String removed = unchanged + "-" + lines.get(1) + "\n+what stands there\n" + rest;
        Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of("S", TOKEN)));
        for (String diff : List.of(added, removed)) {
            assertThat(sanitizer.plain("@@ -1,3 +1,3 @@\n" + diff))
                    .as(diff)
                    .startsWith("@@ -1,3 +1,3 @@\n")
                    .doesNotContain(lines.get(0), lines.get(1));
        }
    }

    @Test
    void otherTextStaysAsItIs() {
        Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of("S", "4711", "T", "Tr0ub4dor&3'x", "U", "change-it")));
        String text = "+ a 47\n+ b 11\n- 47\n- 11\n1: change\n2: -it\n| Tr0ub\n| x\n";
        assertThat(sanitizer.plain(text)).isEqualTo(text);
    }

    private static String prefixed(String text, String prefix) {
        return text.lines().map(line -> prefix + line + "\n").collect(Collectors.joining());
    }

    private static String bash(String tool, String secret) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", "printf %s \"$S\" | " + tool).redirectErrorStream(true);
        builder.environment().put("S", secret);
        Process bash = builder.start();
        return new String(bash.getInputStream().readAllBytes(), UTF_8).stripTrailing();
    }
}
