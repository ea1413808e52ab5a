package io.github.hirakuarai.codexrunner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every stable code that users meet is explained: in Japanese comments, and in the troubleshooting page. */
class CodesTest {

    /** Where a failure of a run gets its code, in the sources. */
    private static final Pattern FAILURE = Pattern.compile(
            "(?:new OutputException\\(|Result\\.[A-Z_]+,)\\s*(?:[a-z.()]+ \\? \"([A-Z_]+)\" : )?\"([A-Z_]+)\"");

    /** A row of docs/troubleshooting.md: code, cause, fix. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (.*) \\| (.*) \\|$");

    @Test
    void everyCodeHasASentenceAndNoSentenceIsOfNoCode() throws IOException {
        ResourceBundle japanese =
                ResourceBundle.getBundle(StatusComment.class.getPackageName() + ".codes", Locale.JAPANESE);

        assertThat(new TreeSet<>(japanese.keySet())).isEqualTo(codes());
    }

    @Test
    void everyCodeHasOneRowWithCauseAndFixInTheTroubleshootingPage() throws IOException {
        List<MatchResult> rows = ROW.matcher(Files.readString(Path.of("..", "docs", "troubleshooting.md")))
                .results()
                .toList();

        assertThat(rows.stream().map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(codes());
        assertThat(rows)
                .allSatisfy(row -> assertThat(List.of(row.group(2), row.group(3)))
                        .allMatch(text -> text.endsWith(".") && text.length() > 4));
    }

    private static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>(failures());
        Arrays.stream(ErrorCode.values()).map(Enum::name).forEach(codes::add);
        Arrays.stream(ReasonCode.values()).map(Enum::name).forEach(codes::add);
        Arrays.stream(ProblemCode.values()).map(Enum::name).forEach(codes::add);
        codes.add(Result.INTERRUPTED.name());
        return codes;
    }

    private static Set<String> failures() throws IOException {
        Set<String> codes = new TreeSet<>();
        Path project = Path.of("").toAbsolutePath().getParent();
        try (Stream<Path> files = Files.walk(project, 16)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList()) {
                FAILURE.matcher(Files.readString(file)).results().forEach(code -> {
                    codes.add(code.group(2));
                    if (code.group(1) != null) {
                        codes.add(code.group(1));
                    }
                });
            }
        }
        assertThat(codes).contains("STEP_FAILED", "PUSH_REFUSED");
        return codes;
    }
}
