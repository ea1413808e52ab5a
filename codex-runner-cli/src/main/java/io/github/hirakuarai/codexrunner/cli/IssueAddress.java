package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An issue or pull request, or one comment on it, as people write it: {@code owner/name#774}, {@code owner/name#774-c12}, {@code
 * #774}, or the address of its page.
 *
 * @param repository that it belongs to
 * @param number from 1
 * @param comment the comment's numeric id; 0 for the whole issue
 */
record IssueAddress(RepositoryName repository, int number, long comment) {

    private static final Pattern PAGE = Pattern.compile(
            "https?://[^/\\s]+/([^/\\s]+/[^/\\s]+)/(?:issues|pull)/([1-9][0-9]{0,8})/?(?:#(?:issuecomment-([1-9][0-9]{0,17})|discussion_r([1-9][0-9]{0,17})|issue-[0-9]+))?");

    private static final Pattern NUMBER = Pattern.compile("#?([1-9][0-9]{0,8})");

    /**
     * Reads an address.
     *
     * @param configured a number alone means the issue of the only one
     * @return empty when the text is none
     */
    static Optional<IssueAddress> parse(String text, List<RepositoryName> configured) {
        Matcher page = PAGE.matcher(text);
        if (page.matches() && page.group(4) == null) {
            return RepositoryName.parse(page.group(1))
                    .map(repository -> new IssueAddress(
                            repository,
                            Integer.parseInt(page.group(2)),
                            page.group(3) == null ? 0 : Long.parseLong(page.group(3))));
        }
        Matcher number = NUMBER.matcher(text);
        if (number.matches() && configured.size() == 1) {
            return Optional.of(new IssueAddress(configured.get(0), Integer.parseInt(number.group(1)), 0));
        }
        return BriefId.parse(text)
                .filter(id -> id.kind() != DocumentKind.REVIEW_COMMENT && id.ordinal() == 1)
                .map(id -> new IssueAddress(id.repository(), id.number(), id.commentId()));
    }

    /** The first brief of the issue, or of the comment on it, whose page has this address. */
    static Optional<BriefId> briefId(String text) {
        Matcher page = PAGE.matcher(text);
        if (!page.matches()) {
            return Optional.empty();
        }
        String comment = page.group(3) == null ? page.group(4) : page.group(3);
        DocumentKind kind = page.group(3) != null
                ? DocumentKind.ISSUE_COMMENT
                : page.group(4) != null ? DocumentKind.REVIEW_COMMENT : DocumentKind.ISSUE_BODY;
        return RepositoryName.parse(page.group(1))
                .map(repository -> new BriefId(
                        repository,
                        Integer.parseInt(page.group(2)),
                        kind,
                        comment == null ? 0 : Long.parseLong(comment),
                        1));
    }

    /** Whether a document of the issue is meant. */
    boolean names(SourceDocument document) {
        return comment == 0
                || (document.ref().kind() == DocumentKind.ISSUE_COMMENT
                        && document.ref().databaseId() == comment);
    }

    @Override
    public String toString() {
        return repository + "#" + number + (comment == 0 ? "" : "-c" + comment);
    }
}
