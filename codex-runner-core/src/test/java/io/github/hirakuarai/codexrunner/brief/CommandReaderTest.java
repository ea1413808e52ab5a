package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Digest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {

    private final CommandReader commands = new CommandReader();

    @Test
    void aLineOfItsOwnIsACommand() {
        assertThat(commands.read(
                        "Thanks, once more:\r\n/codex retry\r\n\r\n/codex cancel octo/app#7-c12/2  \n\n/codex dry-run"))
                .containsExactly(
                        new CommandReader.Command(BriefCommand.Kind.RETRY, null, null),
                        new CommandReader.Command(
                                BriefCommand.Kind.CANCEL,
                                BriefId.parse("octo/app#7-c12/2").orElseThrow(),
                                null),
                        new CommandReader.Command(BriefCommand.Kind.DRY_RUN, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:"})
    void anApprovalNamesABriefAndTheWholeDigest(String kind) {
        String digest = "0123456789abcdef".repeat(4);

        assertThat(commands.read("/codex approve octo/app#7 " + kind + digest))
                .containsExactly(new CommandReader.Command(
                        BriefCommand.Kind.APPROVE,
                        BriefId.parse("octo/app#7").orElseThrow(),
                        Digest.parse("sha256:" + digest).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/codex approve",
                "/codex approve octo/app#7",
                "/codex approve octo/app#7 0123456789abcdef",
                "/codex approve 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "/codex approve octo/app#7 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef please",
                "/codex retry octo/app#7 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void whatNamesNotBothIsNone(String line) {
        assertThat(commands.read(line)).isEmpty();
        assertThat(commands.nearMiss(line)).isPresent();
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
        assertThat(commands.read(markdown))
                .containsExactly(new CommandReader.Command(BriefCommand.Kind.RETRY, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u0085", "\u000B", "\f", "\u001C", "\u001D", "\u001E", "\u001F"})
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
                "a\n:-:\n===\n/codex retry",
                "a\n:-:\n===\nb\n===\n/codex retry",
                "a\n:-:\n===\nb\n<i>\n\n/codex retry",
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

    @ParameterizedTest
    @CsvSource({
        "/codex retyr, RETRY, UNKNOWN",
        "/codex  rety octo/app#7, RETRY, UNKNOWN",
        "/codex Retry, RETRY, UNKNOWN",
        "/Codex retry, RETRY, UNKNOWN",
        "/CODEX CANCEL, CANCEL, UNKNOWN",
        "/codex cancle, CANCEL, UNKNOWN",
        "/codex retry., RETRY, UNKNOWN",
        "/codex: status, STATUS, UNKNOWN",
        "/codex-retry, RETRY, UNKNOWN",
        "/codex_status, STATUS, UNKNOWN",
        "/codexretry, RETRY, UNKNOWN",
        "/codex dryrun, DRY_RUN, UNKNOWN",
        "/codex dry run, DRY_RUN, UNKNOWN",
        "/codex　retry, RETRY, UNKNOWN",
        "/codex retry, RETRY, UNKNOWN",
        "／codex retry, RETRY, UNKNOWN",
        "/codex, , UNKNOWN",
        "/CODEX, , UNKNOWN",
        "/codex delete, , UNKNOWN",
        "/codex approve octo/app#7 abc, APPROVE, UNREADABLE_ID",
        "/codex retry something, RETRY, UNREADABLE_ID",
        "/codex cancel #7, CANCEL, UNREADABLE_ID",
        "/codex retry now please, RETRY, UNKNOWN"
    })
    void whatWasMeantIsToldOfALineThatIsNoCommand(
            String line, BriefCommand.@Nullable Kind meant, CommandNearMiss.Cause cause) {
        String markdown = "Once more:\n\n  " + line + " \n\nThanks";

        assertThat(commands.read(markdown)).isEmpty();
        assertThat(commands.nearMiss(markdown)).contains(new CommandNearMiss(line, meant, cause));
    }

    @Test
    void aCommandInATextThatGitHubMayShowDifferentlyIsANearMiss() {
        String markdown = "> quoted\n<a>\n/codex retry\n\n</a>\n\n/codex retry";

        assertThat(commands.nearMiss(markdown))
                .contains(
                        new CommandNearMiss("/codex retry", BriefCommand.Kind.RETRY, CommandNearMiss.Cause.AMBIGUOUS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/codex retry",
                "/codex status octo/app#7",
                "/codex run",
                "/codex run octo/app#7",
                "/Codex Run",
                "/codex-runner/src is a folder",
                "/codexes",
                "/codex2 retry",
                "codex retry",
                "see /codex retyr",
                "> /codex retyr",
                "- /codex retyr",
                "    /codex retyr",
                "```\n/codex retyr\n```",
                "`/codex retyr`",
                "<!--\n/codex retyr\n-->",
                "/code retry",
                "an ordinary comment about codex"
            })
    void whatWasNotMeantAsACommandIsNoNearMiss(String markdown) {
        assertThat(commands.nearMiss(markdown)).isEmpty();
    }
}
