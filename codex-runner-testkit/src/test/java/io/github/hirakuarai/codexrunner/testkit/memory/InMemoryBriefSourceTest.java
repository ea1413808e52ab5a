package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.testkit.contract.BriefSourceContract;
import java.net.URI;
import java.time.Instant;
import java.util.Set;

/** Also the ground on which broken sources are made. */
public class InMemoryBriefSourceTest extends BriefSourceContract {

    protected final InMemoryBriefSource source = new InMemoryBriefSource();
    private int last;

    @Override
    protected BriefSource source() {
        return source;
    }

    @Override
    protected RepositoryName repository() {
        return new RepositoryName("octo", "app");
    }

    @Override
    protected String label() {
        return "codex:enabled";
    }

    @Override
    protected void post(String markdown) {
        last++;
        put(last, markdown);
    }

    @Override
    protected void edit(DocumentRef ref, String markdown) {
        put(ref.number(), markdown);
    }

    @Override
    protected void delete(DocumentRef ref) {
        source.delete(ref);
    }

    @Override
    protected Object outside() {
        return source.writes();
    }

    private void put(int number, String markdown) {
        Account alice = new Account(7, "alice", false);
        source.permit(alice, Permission.WRITE);
        Issue issue = new Issue(
                "memory",
                1,
                repository(),
                number,
                "title",
                false,
                true,
                false,
                Set.of(label()),
                URI.create("https://forge.example/octo/app/issues/" + number));
        source.put(new SourceDocument(
                new DocumentRef("memory", 1, repository(), number, DocumentKind.ISSUE_BODY, number),
                issue,
                markdown,
                alice,
                null,
                true,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                issue.url()));
    }
}
