package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import io.github.hirakuarai.codexrunner.yaml.TextRule;
import io.github.hirakuarai.codexrunner.yaml.TextRule.Finding;
import java.util.List;
import java.util.Optional;

/** What the formats in the briefs' schema mean: the rules that JSON Schema cannot say. */
public final class BriefRules {

    private static final TextRule BRANCH = TextRule.visible(
            "git-branch",
            name -> BranchName.isValid(name)
                    ? Optional.empty()
                    : Optional.of(
                            new Finding(
                                    ProblemCode.BAD_BRANCH_NAME,
                                    "cannot be " + TextRule.VALUE + ", which is not a valid Git branch name",
                                    "use no spaces, none of ~ ^ : ? * [ \\, no '..', and no part that begins with '.' or ends in '.lock'")));

    /** Durations longer than nothing and of at most 366 days. */
    public static final TextRule DURATION = new TextRule(
            "codex-duration",
            false,
            text -> Quantities.duration(text).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            ProblemCode.BAD_VALUE,
                            "must be a duration of at most 366 days, such as 90s, 10m or 2h, not " + TextRule.VALUE,
                            null)));

    /** Paths from a repository's root that stay in it and out of {@code .git}. */
    public static final TextRule PATH = TextRule.visible("codex-path", SafePath::inRepository);

    private static final TextRule DEADLINE = new TextRule(
            "codex-deadline",
            false,
            text -> Deadline.parse(text).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            ProblemCode.BAD_VALUE,
                            "must be a date or time, such as 2026-12-01 or 2026-12-01T18:00:00+09:00, not "
                                    + TextRule.VALUE,
                            null)));

    /** All of them. */
    public static final List<TextRule> ALL = List.of(
            BRANCH,
            DURATION,
            DEADLINE,
            TextRule.visible("codex-script", script -> Optional.empty()),
            PATH,
            TextRule.visible("codex-glob", SafePath::inRepository),
            TextRule.visible("codex-output-path", SafePath::inRepositoryOrOutputFolder),
            TextRule.visible("codex-workdir", SafePath::workdir));

    private BriefRules() {}
}
