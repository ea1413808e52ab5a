package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names what the ledger holds of one brief: the last two parts of its refs' names.
 *
 * @param issue in which the brief stands
 * @param key the brief's
 */
public record BriefRef(IssueRef issue, BriefKey key) {

    private static final Pattern FORM = Pattern.compile("([0-9-]{1,40})/([0-9a-f]{64})");

    /** Reads the name of a ref below a prefix; empty when no runner would give it. */
    static Optional<BriefRef> parse(String prefix, String ref) {
        if (!ref.startsWith(prefix)) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(ref.substring(prefix.length()));
        return form.matches()
                ? IssueRef.parse(form.group(1)).map(issue -> new BriefRef(issue, new BriefKey(form.group(2))))
                : Optional.empty();
    }

    /** The whole name of the ref below a prefix. */
    String below(String prefix) {
        return prefix + issue + "/" + key.hex();
    }
}
