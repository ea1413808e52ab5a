package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link BriefSource} of the documents that a test puts there. Safe for many threads. */
public final class InMemoryBriefSource implements BriefSource {

    private final Map<DocumentRef, SourceDocument> documents = new LinkedHashMap<>();
    private final Map<Long, Permission> permissions = new HashMap<>();
    private int writes;

    /** A source without documents, in which nobody may do anything. */
    public InMemoryBriefSource() {}

    /** Somebody writes a document, or writes it anew. */
    public synchronized void put(SourceDocument document) {
        documents.put(document.ref(), document);
        writes++;
    }

    /** Somebody deletes a document. */
    public synchronized void delete(DocumentRef ref) {
        documents.remove(ref);
    }

    /** How often a document was written. */
    public synchronized int writes() {
        return writes;
    }

    /** Says what an account may do, in every repository. */
    public synchronized void permit(Account account, Permission permission) {
        permissions.put(account.id(), permission);
    }

    @Override
    public synchronized List<SourceDocument> documents(SourceQuery query) {
        return documents.values().stream()
                .filter(document -> isAskedFor(document.issue(), query))
                .sorted(Comparator.comparing(document -> -document.issue().number()))
                .toList();
    }

    @Override
    public synchronized Optional<SourceDocument> read(DocumentRef ref) {
        return Optional.ofNullable(documents.get(ref));
    }

    @Override
    public synchronized Optional<Issue> issue(RepositoryName repository, int number) {
        return documents.values().stream()
                .map(SourceDocument::issue)
                .filter(issue -> issue.repository().equals(repository) && issue.number() == number)
                .findFirst();
    }

    @Override
    public synchronized Permission permission(RepositoryName repository, Account account, boolean fresh) {
        return permissions.getOrDefault(account.id(), Permission.NONE);
    }

    @Override
    public synchronized Optional<Long> repositoryId(RepositoryName repository) {
        return documents.values().stream()
                .map(SourceDocument::issue)
                .filter(issue -> issue.repository().equals(repository))
                .map(Issue::repositoryId)
                .findFirst();
    }

    @Override
    public void close() {}

    private static boolean isAskedFor(Issue issue, SourceQuery query) {
        if (query.issue() != null) {
            return issue.repository().equals(query.repositories().get(0)) && issue.number() == query.issue();
        }
        return query.repositories().contains(issue.repository())
                && query.labels().stream().anyMatch(issue.labels()::contains);
    }
}
