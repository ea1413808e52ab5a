package io.github.hirakuarai.codexrunner.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points at an issue or pull request by numbers alone, which a renaming of the repository does not change.
 *
 * @param repositoryId the repository's numeric id
 * @param number the issue's or pull request's number, from 1
 */
public record IssueRef(long repositoryId, int number) {

    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})-([1-9][0-9]{0,8})");

    public IssueRef {
        if (repositoryId < 0 || number < 1) {
            throw new IllegalArgumentException("not an issue: number " + number + " of repository " + repositoryId);
        }
    }

    /** Reads what {@link #toString} writes; empty when the text is anything else. */
    public static Optional<IssueRef> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new IssueRef(Long.parseLong(form.group(1)), Integer.parseInt(form.group(2))))
                : Optional.empty();
    }

    /** {@code <repository id>-<number>}, as it stands in the names of refs. */
    @Override
    public String toString() {
        return repositoryId + "-" + number;
    }
}
