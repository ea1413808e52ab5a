package io.github.hirakuarai.codexrunner.model;

/**
 * Refers to a document on a forge, independent of its text.
 *
 * @param host the forge's host, with its port when it is not the scheme's own: {@code github.com}
 * @param repositoryId the repository's numeric id, which renaming does not change
 * @param repository the repository's name when the document was read
 * @param number the issue's or pull request's number, from 1
 * @param kind the kind of the document
 * @param databaseId the forge's numeric id of the issue or comment
 */
public record DocumentRef(
        String host, long repositoryId, RepositoryName repository, int number, DocumentKind kind, long databaseId) {

    public DocumentRef {
        if (number < 1) {
            throw new IllegalArgumentException("issue numbers count from 1: " + number);
        }
    }

    /** The issue or pull request that the document belongs to. */
    public IssueRef issue() {
        return new IssueRef(repositoryId, number);
    }

    /** Where the document stands, by numbers that a renaming does not change: {@code github.com/1/c/99}. */
    public String path() {
        return host + "/" + repositoryId + "/" + kind.mark() + "/" + databaseId;
    }
}
