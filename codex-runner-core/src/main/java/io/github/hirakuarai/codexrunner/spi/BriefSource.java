package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.List;
import java.util.Optional;

/**
 * Gives the documents that may hold briefs, and what the forge says of their authors. It neither parses nor judges: it
 * must hand over every document of the issues it is asked for, and must change nothing anywhere. Safe for many threads.
 */
public interface BriefSource extends AutoCloseable {

    /**
     * The documents of the issues that carry one of the query's labels, newest issue first; within an issue in the order
     * in which they stand. Asking twice gives the same when nothing has changed.
     */
    List<SourceDocument> documents(SourceQuery query);

    /**
     * One document as it stands this moment, never from a cache, with its last editor where the forge can tell; empty
     * when it was deleted.
     */
    Optional<SourceDocument> read(DocumentRef ref);

    /** An issue or pull request as it stands this moment; empty when it was deleted or transferred. */
    Optional<Issue> issue(RepositoryName repository, int number);

    /** What an account may do in a repository. May be a few minutes old unless {@code fresh}. */
    Permission permission(RepositoryName repository, Account account, boolean fresh);

    /** A repository's numeric id, which a renaming does not change; empty when it is not there or may not be seen. */
    Optional<Long> repositoryId(RepositoryName repository);

    /** What the forge was asked for so far, by whoever shares the connection; sends nothing. */
    default ForgeUse use() {
        return ForgeUse.UNKNOWN;
    }

    @Override
    void close();
}
