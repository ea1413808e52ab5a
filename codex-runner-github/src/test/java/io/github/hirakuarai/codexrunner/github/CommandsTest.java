package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private final Commands commands = new Commands();

    @Test
    void aLineOfItsOwnIsACommand() {
        assertThat(commands.read(
                        "Thanks, once more:\r\n/codex retry\r\n\r\n/codex cancel octo/app#7-c12/2  \n\n/codex dry-run"))
                .containsExactly(
                        new Commands.Command(BriefCommand.Kind.RETRY, null),
                        new Commands.Command(
                                BriefCommand.Kind.CANCEL,
                                BriefId.parse("octo/app#7-c12/2").orElseThrow()),
                        new Commands.Command(BriefCommand.Kind.DRY_RUN, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I fixed it\u2028see above\n\n/codex retry",
                "I fixed it\u0085\u000Bsee\fabove\n\n/codex retry",
                "\u2029\r/codex retry\r\u2029",
                "one\r\rtwo\n/codex retry\r\nthree"
            })
    void linesAreThoseOfCommonMark(String markdown) {
        assertThat(commands.read(markdown)).containsExactly(new Commands.Command(BriefCommand.Kind.RETRY, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u0085", "\u000B", "\f"})
    void noOtherCharacterEndsALine(String character) {
        String ends = ("x" + character).repeat(3);

        assertThat(commands.read(ends + "\n```\n/codex retry\n```\n" + ends)).isEmpty();
        assertThat(commands.read(ends + "\n\n```\n" + "/codex retry\n".repeat(6) + "```\n"))
                .isEmpty();
        assertThat(commands.read("x" + character + "/codex retry")).isEmpty();
        assertThat(commands.read("/codex retry" + character + "x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> /codex retry",
                "a `b\n/codex retry\nc` d",
                "a <!--\n/codex retry\n--> d",
                "[a](x '\n/codex retry\n')",
                "a | b\n- | -\n/codex retry",
                "/codex retry\n|-|",
                "[^1]: note\n/codex retry",
                "> quoted\n<a>\n/codex retry\n\n</a>\n\n/codex retry",
                "> quoted\n/codex retry",
                "```\n/codex retry\n```",
                "    /codex retry",
                "<!--\n/codex retry\n-->",
                "<details>\n/codex retry\n</details>",
                "- /codex retry",
                "please /codex retry",
                "`/codex retry`",
                "/codex retry now please",
                "/codex retry something",
                "/codex delete",
                "/codexretry",
                "# /codex retry"
            })
    void whatStandsElsewhereIsNone(String markdown) {
        assertThat(commands.read(markdown)).isEmpty();
    }
}
