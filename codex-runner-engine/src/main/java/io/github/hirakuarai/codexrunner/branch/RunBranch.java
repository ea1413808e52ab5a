package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RepositoryName;

/** Names the run's branch: the same brief always gets the same one, and so the same pull request. */
public final class RunBranch {

    private RunBranch() {}

    /**
     * {@code codex/<issue>-<body|c<id>|r<id>>[-n]-<first 8 of the digest>}; when the issue stands in another repository
     * than the one that is changed, its numeric id comes first.
     */
    public static String of(BriefId id, long repositoryId, Digest digest, RepositoryName changed) {
        String source = id.repository().equals(changed) ? "" : repositoryId + "-";
        return "codex/" + source + id.stem() + "-" + digest.first(8);
    }

    /** The branch of a later attempt whose predecessor's pull request was merged or closed. */
    public static String again(String branch, int attempt) {
        return branch + "-a" + attempt;
    }
}
