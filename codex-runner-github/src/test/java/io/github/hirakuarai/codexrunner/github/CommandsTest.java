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
                "> /codex retry",
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
