package io.github.hirakuarai.codexrunner.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a brief by its place: {@code owner/name#774}, {@code owner/name#774-c123456},
 * {@code owner/name#774-r123456}, each with {@code /2} for a second block of the same document.
 *
 * @param repository the repository that the issue belongs to
 * @param number the issue's or pull request's number
 * @param kind which document of it
 * @param commentId the comment's numeric id; 0 for a body
 * @param ordinal the position of the block in its document, from 1
 */
public record BriefId(RepositoryName repository, int number, DocumentKind kind, long commentId, int ordinal) {

    private static final Pattern FORM =
            Pattern.compile("([^#\\s]+)#([1-9][0-9]{0,8})(?:-([cr])([1-9][0-9]{0,17}))?(?:/([1-9][0-9]{0,4}))?");

    public BriefId {
        if (number < 1 || ordinal < 1 || (kind == DocumentKind.ISSUE_BODY) != (commentId == 0)) {
            throw new IllegalArgumentException("not a brief's id: " + number + ", " + kind + " " + commentId);
        }
    }

    /** Returns the id of a block in a document. */
    public static BriefId of(DocumentRef document, int ordinal) {
        long commentId = document.kind() == DocumentKind.ISSUE_BODY ? 0 : document.databaseId();
        return new BriefId(document.repository(), document.number(), document.kind(), commentId, ordinal);
    }

    /** Parses the result of {@link #toString}; empty if the text is not an id. */
    public static Optional<BriefId> parse(String text) {
        Matcher id = FORM.matcher(text);
        if (!id.matches()) {
            return Optional.empty();
        }
        DocumentKind kind = id.group(3) == null
                ? DocumentKind.ISSUE_BODY
                : id.group(3).equals("c") ? DocumentKind.ISSUE_COMMENT : DocumentKind.REVIEW_COMMENT;
        return RepositoryName.parse(id.group(1))
                .map(repository -> new BriefId(
                        repository,
                        Integer.parseInt(id.group(2)),
                        kind,
                        id.group(4) == null ? 0 : Long.parseLong(id.group(4)),
                        id.group(5) == null ? 1 : Integer.parseInt(id.group(5))));
    }

    /** Returns the part without the repository, safe in file and branch names: {@code 774-c12-2}. */
    public String stem() {
        String document = kind == DocumentKind.ISSUE_BODY ? kind.mark() : kind.mark() + commentId;
        return number + "-" + document + (ordinal == 1 ? "" : "-" + ordinal);
    }

    @Override
    public String toString() {
        String document = kind == DocumentKind.ISSUE_BODY ? "" : "-" + kind.mark() + commentId;
        return repository + "#" + number + document + (ordinal == 1 ? "" : "/" + ordinal);
    }
}
