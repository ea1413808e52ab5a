package io.github.hirakuarai.codexrunner.model;

import java.net.URI;
import java.util.Set;

/**
 * An issue or pull request, at the time it was read.
 *
 * @param host the forge's host, as in {@link DocumentRef}
 * @param repositoryId the repository's numeric id
 * @param repository the repository's name
 * @param number from 1
 * @param title untrusted text
 * @param pullRequest whether it is a pull request
 * @param open whether it is open
 * @param locked whether its conversation is locked
 * @param labels the names of its labels
 * @param url its web page
 * @param inColumn whether it is in the Project column that the configuration names
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

    /** Creates an issue that is in no column. */
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

    /** Returns the same issue, in the configured Project column or not. */
    public Issue inColumn(boolean stands) {
        return new Issue(host, repositoryId, repository, number, title, pullRequest, open, locked, labels, url, stands);
    }
}
