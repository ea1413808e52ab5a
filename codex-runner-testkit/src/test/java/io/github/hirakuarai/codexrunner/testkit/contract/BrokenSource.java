package io.github.hirakuarai.codexrunner.testkit.contract;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryBriefSourceTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source that is sound but for one requirement, the one whose test it is named after. */
public class BrokenSource extends InMemoryBriefSourceTest {

    static volatile String broken = "";

    private final BriefSource served = new Broken();

    @Override
    protected BriefSource source() {
        return served;
    }

    private final class Broken implements BriefSource {

        private final Map<DocumentRef, SourceDocument> remembered = new HashMap<>();
        private final Thread first = Thread.currentThread();
        private int asked;
        private boolean closed;

        private boolean breaks(String test) {
            return broken.equals(test);
        }

        @Override
        public List<SourceDocument> documents(SourceQuery query) {
            if (breaks("manyThreadsMayAskAtOnce") && Thread.currentThread() != first) {
                throw new IllegalStateException("this is my thread's");
            }
            SourceQuery meant = query;
            if (breaks("otherLabelsAndOtherRepositoriesGiveNothing")) {
                meant = new SourceQuery(List.of(repository()), java.util.Set.of(label()), query.issue());
            }
            List<SourceDocument> documents = new ArrayList<>(source.documents(meant));
            if (breaks("oneIssueIsGivenWhateverItsLabels")) {
                documents.removeIf(
                        document -> document.issue().labels().stream().noneMatch(query.labels()::contains));
            }
            if (breaks("everyIssueIsGivenTheNewestFirst")) {
                Collections.reverse(documents);
            }
            if (breaks("askingTwiceGivesTheSame") && ++asked % 2 == 0) {
                documents.clear();
            }
            if (breaks("aDocumentIsGivenExactlyAsItWasWritten")) {
                documents.replaceAll(
                        document -> with(document, document.markdown().replace('\t', ' '), document.url()));
            }
            if (breaks("itsDocumentsAreOfOneForgeAndLeadToWebPages")) {
                documents.replaceAll(
                        document -> with(document, document.markdown(), URI.create("file:///briefs/1.md")));
            }
            documents.forEach(document -> remembered.putIfAbsent(document.ref(), document));
            return documents;
        }

        private static SourceDocument with(SourceDocument document, String markdown, URI url) {
            return new SourceDocument(
                    document.ref(),
                    document.issue(),
                    markdown,
                    document.author(),
                    document.editor(),
                    document.editorKnown(),
                    document.minimized(),
                    document.createdAt(),
                    document.updatedAt(),
                    url);
        }

        @Override
        public Optional<SourceDocument> read(DocumentRef ref) {
            Optional<SourceDocument> now = source.read(ref);
            boolean stale = now.isPresent()
                    ? breaks("aDocumentIsReadAsItStandsNowUnderTheSameRef")
                    : breaks("aDeletedDocumentIsNotThere");
            return stale ? Optional.ofNullable(remembered.get(ref)) : now;
        }

        @Override
        public Optional<Issue> issue(RepositoryName repository, int number) {
            return breaks("anIssueIsReadByItsNumber") ? Optional.empty() : source.issue(repository, number);
        }

        @Override
        public Permission permission(RepositoryName repository, Account account, boolean fresh) {
            return breaks("whoWroteItMayWriteAndAStrangerMayNot")
                    ? Permission.WRITE
                    : source.permission(repository, account, fresh);
        }

        @Override
        public Optional<Long> repositoryId(RepositoryName repository) {
            if (breaks("nothingIsWritten")) {
                post("seen");
            }
            return breaks("theRepositoryHasOneIdAndAnotherHasNone") ? Optional.of(1L) : source.repositoryId(repository);
        }

        @Override
        public void close() {
            if (closed && breaks("closingTwiceIsHarmless")) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
        }
    }
}
