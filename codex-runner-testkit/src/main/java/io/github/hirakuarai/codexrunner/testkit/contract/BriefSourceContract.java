package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link BriefSource} must do. A source's own test extends this class and says how people write where it looks.
 */
@Timeout(60)
public abstract class BriefSourceContract {

    private static final String TEXT =
            "Please.\n\n```codex-brief\nexecutor: devbox\n```\n\ttabs, ünïcödé & no final line";

    /** For subclasses. */
    protected BriefSourceContract() {}

    /** The source; the same one during a test. */
    protected abstract BriefSource source();

    /** The repository in which {@link #post} opens issues. */
    protected abstract RepositoryName repository();

    /** The label of the issues that {@link #post} opens. */
    protected abstract String label();

    /** A person who may write opens an issue with this body, and the label. */
    protected abstract void post(String markdown);

    /** The person writes the document anew. */
    protected abstract void edit(DocumentRef ref, String markdown);

    /** The document goes, with its issue when it is a body. */
    protected abstract void delete(DocumentRef ref);

    /** Everything that the source can write to, in a form that differs when it has. */
    protected abstract Object outside();

    @Test
    protected void aDocumentIsGivenExactlyAsItWasWritten() {
        post(TEXT);

        assertThat(documents()).singleElement().satisfies(document -> {
            assertThat(document.markdown()).isEqualTo(TEXT);
            assertThat(document.issue().repository()).isEqualTo(repository());
            assertThat(document.issue().labels()).contains(label());
            assertThat(document.issue().open()).isTrue();
            assertThat(document.ref().number()).isEqualTo(document.issue().number());
        });
    }

    @Test
    protected void itsDocumentsAreOfOneForgeAndLeadToWebPages() {
        post(TEXT);

        assertThat(documents()).isNotEmpty().allSatisfy(document -> {
            assertThat(document.issue().host()).isEqualTo(document.ref().host());
            assertThat(document.issue().repositoryId()).isEqualTo(document.ref().repositoryId());
            assertThat(List.of(document.url(), document.issue().url()))
                    .allSatisfy(
                            url -> assertThat(Link.isWebPage(url)).as("%s", url).isTrue());
        });
    }

    @Test
    protected void everyIssueIsGivenTheNewestFirst() {
        post("one");
        post("two");
        post("three");

        assertThat(documents()).extracting(SourceDocument::markdown).containsExactly("three", "two", "one");
    }

    @Test
    protected void askingTwiceGivesTheSame() {
        post(TEXT);
        post("two");

        assertThat(documents()).isEqualTo(documents());
    }

    @Test
    protected void otherLabelsAndOtherRepositoriesGiveNothing() {
        post(TEXT);

        assertThat(source().documents(new SourceQuery(List.of(repository()), Set.of("another"), null)))
                .isEmpty();
        try {
            assertThat(source().documents(new SourceQuery(List.of(elsewhere()), Set.of(label()), null)))
                    .isEmpty();
        } catch (RunnerException e) {
            // A source may also say that it knows no such repository.
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    protected void oneIssueIsGivenWhateverItsLabels() {
        post("one");
        post("two");
        int number = documents().get(1).issue().number();

        assertThat(source().documents(new SourceQuery(List.of(repository()), Set.of("another"), number)))
                .extracting(SourceDocument::markdown)
                .containsExactly("one");
    }

    @Test
    protected void aDocumentIsReadAsItStandsNowUnderTheSameRef() {
        post("before");
        DocumentRef ref = documents().get(0).ref();
        edit(ref, "after");

        assertThat(source().read(ref)).hasValueSatisfying(document -> {
            assertThat(document.markdown()).isEqualTo("after");
            assertThat(document.ref()).isEqualTo(ref);
        });
        assertThat(documents()).extracting(SourceDocument::ref).containsExactly(ref);
    }

    @Test
    protected void aDeletedDocumentIsNotThere() {
        post(TEXT);
        DocumentRef ref = documents().get(0).ref();
        delete(ref);

        assertThat(source().read(ref)).isEmpty();
        assertThat(source().issue(repository(), ref.number())).isEmpty();
    }

    @Test
    protected void anIssueIsReadByItsNumber() {
        post(TEXT);
        SourceDocument document = documents().get(0);

        assertThat(source().issue(repository(), document.issue().number()))
                .hasValueSatisfying(issue -> assertThat(issue.labels()).contains(label()));
        assertThat(source().issue(repository(), 99_999)).isEmpty();
    }

    @Test
    protected void whoWroteItMayWriteAndAStrangerMayNot() {
        post(TEXT);
        Account author = documents().get(0).author();
        Account stranger = new Account(987_654_321, "nobody-knows-this-one", false);

        for (boolean fresh : List.of(true, false)) {
            assertThat(source().permission(repository(), author, fresh).includes(Permission.WRITE))
                    .isTrue();
            assertThat(source().permission(repository(), stranger, fresh).includes(Permission.TRIAGE))
                    .isFalse();
        }
    }

    @Test
    protected void theRepositoryHasOneIdAndAnotherHasNone() {
        post(TEXT);
        long id = documents().get(0).ref().repositoryId();

        assertThat(source().repositoryId(repository())).contains(id);
        assertThat(source().repositoryId(elsewhere())).isEmpty();
    }

    @Test
    protected void nothingIsWritten() {
        post(TEXT);
        Object before = outside();

        SourceDocument document = documents().get(0);
        source().read(document.ref());
        source().issue(repository(), document.issue().number());
        source().permission(repository(), document.author(), true);
        source().repositoryId(repository());

        assertThat(outside()).isEqualTo(before);
    }

    @Test
    protected void manyThreadsMayAskAtOnce() throws Exception {
        post(TEXT);
        List<SourceDocument> alone = documents();

        List<List<SourceDocument>> together = Together.ask(16, this::documents);

        assertThat(together).isEqualTo(Collections.nCopies(16, alone));
    }

    @Test
    protected void closingTwiceIsHarmless() {
        source().close();
        source().close();
    }

    private List<SourceDocument> documents() {
        return source().documents(new SourceQuery(List.of(repository()), Set.of(label()), null));
    }

    private RepositoryName elsewhere() {
        return new RepositoryName(repository().owner(), "elsewhere");
    }
}
