package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A source whose faults are its own. */
final class CalledSource implements BriefSource {

    private final CalledPlugin plugin;
    private final BriefSource source;

    CalledSource(CalledPlugin plugin, BriefSource source) {
        this.plugin = plugin;
        this.source = source;
    }

    @Override
    public List<SourceDocument> documents(SourceQuery query) {
        return plugin.ask("documents", call -> List.copyOf(source.documents(query)));
    }

    @Override
    public Optional<SourceDocument> read(DocumentRef ref) {
        return plugin.ask("read", call -> source.read(ref));
    }

    @Override
    public Optional<Set<Account>> editors(DocumentRef ref) {
        return plugin.ask("editors", call -> source.editors(ref).map(Set::copyOf));
    }

    @Override
    public Optional<Issue> issue(RepositoryName repository, int number) {
        return plugin.ask("issue", call -> source.issue(repository, number));
    }

    @Override
    public Permission permission(RepositoryName repository, Account account, boolean fresh) {
        return plugin.ask("permission", call -> source.permission(repository, account, fresh));
    }

    @Override
    public boolean isMember(String organization, String team, Account account, boolean fresh) {
        return plugin.ask("isMember", call -> source.isMember(organization, team, account, fresh));
    }

    @Override
    public Optional<String> unknownRole(RepositoryName repository, Account account) {
        return plugin.ask("unknownRole", call -> source.unknownRole(repository, account));
    }

    @Override
    public boolean isOwn(Account account) {
        return plugin.ask("isOwn", call -> source.isOwn(account));
    }

    @Override
    public Optional<Long> repositoryId(RepositoryName repository) {
        return plugin.ask("repositoryId", call -> source.repositoryId(repository));
    }

    @Override
    public ForgeUse use() {
        return plugin.ask("use", call -> source.use());
    }

    @Override
    public void close() {
        plugin.tell("close", call -> source.close());
    }
}
