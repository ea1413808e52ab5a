package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Refs beside which git cannot create the ledger's: git keeps refs as files do, so {@code a} and {@code a/b} cannot both exist.
 * Servers report it as they report a lost race.
 */
public final class RefInTheWay {

    private static final String ALL = "refs/codex/";

    /** A folder of refs, or something below a ref of the ledger. */
    private static final Pattern FORM = Pattern.compile(
            ALL + "(?:(?:briefs|commands|answers)(?:/[0-9-]+(?:/[0-9a-f]{64}/.+)?)?|paused/.+)", Pattern.DOTALL);

    private RefInTheWay() {}

    /**
     * Every such ref, a line each.
     *
     * @param refs read with the prefix {@code refs/codex/}
     */
    public static List<String> all(RemoteRefs refs) {
        return refs.commits().keySet().stream()
                .filter(ref -> FORM.matcher(ref).matches())
                .map(RefInTheWay::line)
                .toList();
    }

    /** @throws RunnerException with {@code REFUSED} when a ref cannot be created beside another one */
    static void requireNone(Mirror mirror, String ref) {
        requireNone(mirror.refs(ALL), ref);
    }

    /**
     * Looks at what is there already.
     *
     * @param refs read with the prefix {@code refs/codex/}
     * @throws RunnerException with {@code REFUSED} when a ref cannot be created beside another one
     */
    public static void requireNone(RemoteRefs refs, String ref) {
        Stream<String> others = refs.commits().keySet().stream();
        others.filter(other -> ref.startsWith(other + "/") || other.startsWith(ref + "/"))
                .findFirst()
                .ifPresent(other -> {
                    throw new RunnerException(ErrorCode.REFUSED, "cannot create " + ref + ": " + line(other));
                });
    }

    private static String line(String ref) {
        return ref + " is in the way and was not created by a runner; delete it with `git push <remote> :" + ref + "`";
    }
}
