package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Result;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user can do after a failure.
 *
 * @param advice what to do first; empty when nothing is known
 * @param retry whether the same brief may run again; otherwise its text has to change, which makes it a new brief
 */
public record NextCommand(Optional<String> advice, boolean retry) {

    /** The command on the issue that asks for another attempt. */
    public static final String RETRY = "/codex retry";

    /** The command on the issue that ends a run. */
    public static final String CANCEL = "/codex cancel";

    private static final Pattern COMMAND =
            Pattern.compile("(?:[,;]? (?:then|and))?[,;]? ?\\bcomment `?/codex retry`?.*");
    private static final Set<Result> OTHER_TEXT = Set.of(Result.INVALID, Result.EXPIRED);
    private static final Set<String> OTHER_TEXT_CODES = Set.of("OUTPUT_IMPOSSIBLE");

    /** Failures whose hint only leads to the output, which the reader sees already. */
    private static final Set<String> SEEN = Set.of("STEP_FAILED");

    /** What a failure leaves to do. */
    public static NextCommand after(Failure failure) {
        boolean retry = !OTHER_TEXT.contains(failure.result()) && !OTHER_TEXT_CODES.contains(failure.code());
        String hint = failure.hint();
        if (hint == null || SEEN.contains(failure.code())) {
            return new NextCommand(Optional.empty(), retry);
        }
        Matcher command = COMMAND.matcher(hint);
        String advice = command.find() ? hint.substring(0, command.start()).strip() : hint;
        return new NextCommand(Optional.of(advice).filter(text -> !text.isEmpty()), retry);
    }
}
