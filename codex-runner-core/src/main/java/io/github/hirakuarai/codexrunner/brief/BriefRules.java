package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import io.github.hirakuarai.codexrunner.yaml.TextRule;
import io.github.hirakuarai.codexrunner.yaml.TextRule.Finding;
import java.util.List;
import java.util.Optional;

/** What the formats in the briefs' schema mean: the rules that JSON Schema cannot say. */
final class BriefRules {

    static final TextRule BRANCH = TextRule.visible(
            "git-branch",
            name -> BranchName.isValid(name)
                    ? Optional.empty()
                    : Optional.of(
                            new Finding(
                                    ProblemCode.BAD_BRANCH_NAME,
                                    "is no branch name that git takes",
                                    "no spaces, none of ~ ^ : ? * [ \\, no '..', no part that begins with '.' or ends in '.lock'")));

    static final TextRule DURATION = new TextRule(
            "codex-duration",
            false,
            text -> Quantities.duration(text).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            ProblemCode.BAD_VALUE,
                            "is no duration between nothing and 366 days",
                            "write 90s, 10m, 2h or PT10M")));

    private static final TextRule DEADLINE = new TextRule(
            "codex-deadline",
            false,
            text -> Deadline.parse(text).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            ProblemCode.BAD_VALUE,
                            "is no date or time of the calendar",
                            "write 2026-12-01 or 2026-12-01T18:00:00+09:00")));

    /** All of them. */
    static final List<TextRule> ALL = List.of(
            BRANCH,
            DURATION,
            DEADLINE,
            TextRule.visible("codex-script", script -> Optional.empty()),
            TextRule.visible("codex-path", SafePath::inRepository),
            TextRule.visible("codex-glob", SafePath::inRepository),
            TextRule.visible("codex-output-path", SafePath::inRepositoryOrOutputFolder),
            TextRule.visible("codex-workdir", SafePath::workdir));

    private BriefRules() {}
}
