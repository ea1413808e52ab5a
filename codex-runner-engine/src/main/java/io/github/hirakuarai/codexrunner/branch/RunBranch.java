package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.regex.Pattern;

/** Names the run's branch: the same brief always gets the same one, and so the same pull request. */
public final class RunBranch {

    private static final Pattern AGAIN = Pattern.compile("(-a[1-9][0-9]{0,8})?");

    private RunBranch() {}

    /**
     * {@code codex/<issue>-<body|c<id>|r<id>>[-n]-<first 8 of the digest>}; when the issue stands in another repository
     * than the one that is changed, its numeric id comes first.
     */
    public static String of(BriefId id, long repositoryId, Digest digest, RepositoryName changed) {
        String source = id.repository().equals(changed) ? "" : repositoryId + "-";
        return "codex/" + source + id.stem() + "-" + digest.first(8);
    }

    /** Whether a branch is a brief's first one, or that of a later attempt of it. */
    public static boolean isOf(String first, String branch) {
        return branch.startsWith(first)
                && AGAIN.matcher(branch.substring(first.length())).matches();
    }

    /**
     * The branch of a later attempt whose predecessor's pull request was merged or closed, or whose predecessor's branch
     * cannot be replaced.
     *
     * @param first the brief's first branch
     */
    public static String again(String first, int attempt) {
        return first + "-a" + attempt;
    }
}
