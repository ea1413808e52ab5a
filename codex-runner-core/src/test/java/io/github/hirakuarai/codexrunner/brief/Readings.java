package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Problem;
import java.util.List;

/** Reads briefs that stand in a file of their own, in few words. */
final class Readings {

    static final String HEAD = """
            executor: devbox-codex
            repo: octo-org/app
            branch: main
            workdir: ~/work/app
            """;
    static final String STEPS = "steps: [{name: build, shell: make}]\n";
    static final String OUTPUTS = "outputs: []\n";

    private static final BriefReader READER = new BriefReader(new BriefValidator(Outputs.BUILT_IN));

    private Readings() {}

    static BriefReading read(String yaml) {
        return READER.read(BriefBlock.bare(yaml)).reading();
    }

    static Brief valid(String yaml) {
        BriefReading reading = read(yaml);
        assertThat(reading).isInstanceOf(BriefReading.Valid.class);
        return ((BriefReading.Valid) reading).brief();
    }

    static List<String> problems(String yaml) {
        return located(read(yaml));
    }

    /** Each as {@code line:column CODE /path}. */
    static List<String> located(BriefReading reading) {
        return reading instanceof BriefReading.Invalid invalid
                ? invalid.problems().stream()
                        .map(one -> one.line() + ":" + one.column() + " " + one.code() + " " + one.path())
                        .toList()
                : List.of();
    }

    static Problem only(BriefReading reading) {
        assertThat(reading).isInstanceOf(BriefReading.Invalid.class);
        assertThat(((BriefReading.Invalid) reading).problems()).hasSize(1);
        return ((BriefReading.Invalid) reading).problems().get(0);
    }

    static List<String> codes(List<String> located) {
        return located.stream().map(one -> one.substring(one.indexOf(' ') + 1)).toList();
    }
}
