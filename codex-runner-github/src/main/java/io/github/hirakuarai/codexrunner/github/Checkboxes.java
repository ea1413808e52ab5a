package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of states at the end of a status comment. A hidden line above it names the brief; another keeps a command that was
 * given by ticking {@code new}, because the runner's next edit would hide who gave it.
 *
 * <pre>{@code
 * <!-- codex-runner:checkboxes brief=octo/app#774-c12 -->
 * - [ ] codex: new
 * - [x] codex: running
 * - [ ] codex: done
 * - [ ] codex: failed
 * }</pre>
 */
final class Checkboxes {

    private static final List<BriefState> SHOWN =
            List.of(BriefState.NEW, BriefState.RUNNING, BriefState.DONE, BriefState.FAILED);
    private static final String HEAD = "<!-- codex-runner:checkboxes brief=";
    private static final Pattern BRIEF = Pattern.compile(Pattern.quote(HEAD) + "(\\S+) -->");
    private static final Pattern KEPT =
            Pattern.compile("<!-- codex-runner:command id=(\\S+) by=([0-9]{1,18}) (person|bot) (\\S+) at=(\\S+) -->");

    private static final Pattern KEPT_LINE = Pattern.compile(KEPT.pattern() + "(?:\r\n?|\n)?");

    private final String prefix;
    private final Pattern tick;

    /**
     * @param prefix before the state's name, with a space in between: {@code codex:}
     */
    Checkboxes(String prefix) {
        this.prefix = prefix;
        this.tick = Pattern.compile(
                "(?i)((?:^|[\r\n])[-*] )\\[x]( " + Pattern.quote(name(BriefState.NEW)) + "[ \t]*)(?=[\r\n]|$)");
    }

    /** The text with the list below it. */
    String below(String text, BriefId id, BriefState state, @Nullable BriefCommand kept) {
        StringBuilder list = new StringBuilder(text.stripTrailing()).append("\n\n");
        if (kept != null) {
            list.append("<!-- codex-runner:command id=" + kept.id() + " by="
                    + kept.by().id() + " " + (kept.by().bot() ? "bot" : "person") + " "
                    + kept.by().login() + " at=" + kept.at() + " -->\n");
        }
        list.append(HEAD + id + " -->\n");
        for (BriefState shown : SHOWN) {
            boolean ticked = shown == BriefState.NEW ? kept != null : shown == state;
            list.append(ticked ? "- [x] " : "- [ ] ").append(name(shown)).append('\n');
        }
        return list.toString();
    }

    /** The brief whose list stands in a comment, when {@code new} is ticked there; empty otherwise. */
    Optional<BriefId> ticked(String body) {
        // What stands above the runner's own line is not its list.
        int start = body.lastIndexOf(HEAD);
        if (start < 0) {
            return Optional.empty();
        }
        String list = body.substring(start);
        Matcher brief = BRIEF.matcher(list);
        boolean ticked = tick.matcher(list).find();
        return ticked && brief.lookingAt() ? BriefId.parse(brief.group(1)) : Optional.empty();
    }

    /** The text without the tick at {@code new}, and without a command that is kept there. */
    String unticked(String body) {
        int start = Math.max(0, body.lastIndexOf(HEAD));
        String list = tick.matcher(body.substring(start)).replaceAll("$1[ ]$2");
        return KEPT_LINE.matcher(body.substring(0, start)).replaceAll("") + list;
    }

    /** The command that the runner kept in a comment. */
    static Optional<BriefCommand> kept(String body, BriefId target) {
        Matcher kept = KEPT.matcher(body);
        if (!kept.find()) {
            return Optional.empty();
        }
        try {
            Account by = new Account(
                    Long.parseLong(kept.group(2)), kept.group(4), kept.group(3).equals("bot"));
            return Optional.of(
                    new BriefCommand(kept.group(1), BriefCommand.Kind.RETRY, target, by, Instant.parse(kept.group(5))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private String name(BriefState state) {
        return prefix + " " + state.label();
    }
}
