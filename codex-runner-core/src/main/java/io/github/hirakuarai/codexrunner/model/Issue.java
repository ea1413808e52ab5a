package io.github.hirakuarai.codexrunner.model;

import java.net.URI;
import java.util.Set;

/**
 * An issue or pull request as it stood when it was read.
 *
 * @param host the forge's host, as in {@link DocumentRef}
 * @param repositoryId the repository's numeric id
 * @param repository the repository's name
 * @param number from 1
 * @param title as written by people: an attacker's text
 * @param pullRequest whether it is a pull request
 * @param open whether it is open
 * @param locked whether its conversation is locked
 * @param labels the names of its labels
 * @param url the page for people
 * @param inColumn whether it stands in the Project column that the configuration names
 */
public record Issue(
        String host,
        long repositoryId,
        RepositoryName repository,
        int number,
        String title,
        boolean pullRequest,
        boolean open,
        boolean locked,
        Set<String> labels,
        URI url,
        boolean inColumn) {

    public Issue {
        labels = Set.copyOf(labels);
    }

    /** An issue that stands in no column. */
    public Issue(
            String host,
            long repositoryId,
            RepositoryName repository,
            int number,
            String title,
            boolean pullRequest,
            boolean open,
            boolean locked,
            Set<String> labels,
            URI url) {
        this(host, repositoryId, repository, number, title, pullRequest, open, locked, labels, url, false);
    }

    /** The same issue, as it stands in the configured Project column or not. */
    public Issue inColumn(boolean stands) {
        return new Issue(host, repositoryId, repository, number, title, pullRequest, open, locked, labels, url, stands);
    }
}
