package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds documents that may contain briefs, and reports their authors' permissions. It does not parse or decide: it must
 * return every document of the requested issues, and must not change anything. Thread-safe.
 */
public interface BriefSource extends AutoCloseable {

    /**
     * Returns the documents of the issues that have one of the query's labels, newest issue first, and in their order within
     * an issue. Returns the same again if nothing has changed. A
     * repository that cannot be read is passed to {@link SourceQuery#unreadable}, and the others are read.
     */
    List<SourceDocument> documents(SourceQuery query);

    /**
     * Returns the current document, never from a cache, with its last editor if the forge reports it; empty if it was
     * deleted.
     */
    Optional<SourceDocument> read(DocumentRef ref);

    /**
     * Returns everybody who ever changed the text of a document, its author among them; never from a cache. Empty when the forge
     * cannot tell all of them, or the document was deleted. The default is empty.
     */
    default Optional<Set<Account>> editors(DocumentRef ref) {
        return Optional.empty();
    }

    /** Returns the current issue or pull request; empty if it was deleted or transferred. */
    Optional<Issue> issue(RepositoryName repository, int number);

    /** Returns the permission of an account in a repository; may be a few minutes old unless {@code fresh}. */
    Permission permission(RepositoryName repository, Account account, boolean fresh);

    /**
     * Returns whether an account is a member of a team, for lanes that list one; may be a few minutes old unless {@code
     * fresh}. The default is no.
     *
     * @param organization the organization's login
     * @param team the team's name in URLs
     */
    default boolean isMember(String organization, String team, Account account, boolean fresh) {
        return false;
    }

    /**
     * Returns the forge's own name for the role of an account in a repository if that role is unknown here and so grants
     * nothing; empty otherwise. For messages only.
     */
    default Optional<String> unknownRole(RepositoryName repository, Account account) {
        return Optional.empty();
    }

    /** Whether the runner writes as this account. Only its own markers say what was done. */
    default boolean isOwn(Account account) {
        return false;
    }

    /** A repository's numeric id, which renaming does not change; empty when it is not there or may not be seen. */
    Optional<Long> repositoryId(RepositoryName repository);

    /** Returns a client for the requests of other plugins to the forge, always the same; empty if there is no forge. */
    default Optional<ForgeClient> forge() {
        return Optional.empty();
    }

    /** Returns the use of the forge so far, by all that share the connection. Sends no request. */
    default ForgeUse use() {
        return ForgeUse.UNKNOWN;
    }

    @Override
    void close();
}
