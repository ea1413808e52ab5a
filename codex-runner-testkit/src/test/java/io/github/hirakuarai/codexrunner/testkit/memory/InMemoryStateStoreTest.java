package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.testkit.contract.StateStoreContract;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Also the ground on which broken stores are made. */
public class InMemoryStateStoreTest extends StateStoreContract {

    private static final Issue ISSUE = new Issue(
            "memory",
            1,
            new RepositoryName("octo", "app"),
            1,
            "title",
            false,
            true,
            false,
            Set.of(),
            URI.create("memory:octo/app/1"));

    protected final InMemoryStateStore store = new InMemoryStateStore();

    @Override
    protected StateStore store() {
        return store;
    }

    @Override
    protected Issue issue() {
        return ISSUE;
    }

    @Override
    protected BriefState shown() {
        return store.state(ISSUE).orElseThrow();
    }

    @Override
    protected @Nullable String comment(long id) {
        return store.comment(id).orElse(null);
    }

    @Override
    protected void deleteComment(long id) {
        store.deleteComment(id);
    }

    @Override
    protected Account person() {
        return new Account(7, "alice", false);
    }

    @Override
    protected void command() {
        store.give(ISSUE, new BriefCommand("command-1", BriefCommand.Kind.RETRY, null, person(), Instant.EPOCH));
    }

    @Override
    protected List<String> answers() {
        return store.answers();
    }

    @Override
    protected int writes() {
        return store.writes();
    }
}
