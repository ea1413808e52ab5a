package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.GitDiff.FileDiff;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.revwalk.RevCommit;

/** The pages of a repository: overview, lists, commits, files, and the refs in which runners keep their records. */
final class RepositoryPages {

    private static final int MOST_COMMITS = 200;
    private static final String LEDGER = "refs/codex/";

    private final RepositoryEntry repository;
    private final String path;
    private final String cloneUrl;

    RepositoryPages(RepositoryEntry repository, Urls urls) {
        this.repository = repository;
        this.path = PageParts.path(repository);
        this.cloneUrl = urls.web(repository, ".git");
    }

    String overview() {
        Html content = Html.of(
                "<h1>{}</h1><div class=\"facts quiet\">Default branch <span class=\"branch\">{}</span>"
                        + " <span class=\"mono\">git clone {}</span></div>"
                        + "<h2>Issues</h2>{}<h2>Pull requests</h2>{}<h2>Branches</h2>{}<h2>Files</h2>{}",
                repository.name,
                repository.defaultBranch,
                cloneUrl,
                issueRows(issue -> issue.pull == null && issue.open, "No open issue."),
                issueRows(issue -> issue.pull != null && issue.open, "No open pull request."),
                branches(),
                files(repository.git.branch(repository.defaultBranch).orElseThrow()));
        return PageParts.page(repository, "Overview", content);
    }

    String issues() {
        Html rows = issueRows(issue -> issue.pull == null, "No issue yet.");
        return PageParts.page(repository, "Issues", Html.of("<h1>Issues</h1>{}", rows));
    }

    String pulls() {
        Html rows = issueRows(issue -> issue.pull != null, "No pull request yet.");
        return PageParts.page(repository, "Pull requests", Html.of("<h1>Pull requests</h1>{}", rows));
    }

    /** Of a branch, newest first. */
    String commits(String branch) {
        String tip = repository.git.branch(branch).orElseThrow(ApiException::notFound);
        Html rows = Html.each(
                repository.git.commits(tip, null, MOST_COMMITS), commit -> PageParts.commitRow(repository, commit));
        return PageParts.page(
                repository,
                "Commits",
                Html.of("<h1>Commits on <span class=\"branch\">{}</span></h1>{}", branch, PageParts.rows(rows, "")));
    }

    String commit(String id) {
        RevCommit commit = repository.git.commit(id).orElseThrow(ApiException::notFound);
        List<FileDiff> files = commit.getParentCount() == 0
                ? List.of()
                : GitDiff.between(repository.git, commit.getParent(0).name(), commit.name());
        Html content = Html.of(
                "<h1>{}</h1><div class=\"facts quiet\">{} &lt;{}&gt; · {} · <span class=\"mono\">{}</span></div>"
                        + "<pre class=\"plain\">{}</pre>{}",
                commit.getShortMessage(),
                commit.getAuthorIdent().getName(),
                commit.getAuthorIdent().getEmailAddress(),
                PageParts.time(commit.getCommitterIdent().getWhenAsInstant()),
                commit.name(),
                commit.getFullMessage(),
                commit.getParentCount() == 0
                        ? Html.of("<h2>Files</h2>{}", files(commit.name()))
                        : DiffPart.draw(files, file -> Html.NOTHING));
        return PageParts.page(repository, commit.getShortMessage(), content);
    }

    /** A file; {@code refAndPath} is a branch's name or commit, a slash, and the file's path. */
    String file(String refAndPath) {
        Map.Entry<String, String> found = locate(refAndPath);
        String text = new String(content(found.getKey(), found.getValue()), StandardCharsets.UTF_8);
        Html shown = found.getValue().endsWith(".md")
                ? Html.of(
                        "<div class=\"comment\"><div class=\"text\">{}</div></div>",
                        Markdown.render(text, path + "/issues/"))
                : Html.NOTHING;
        return PageParts.page(
                repository,
                found.getValue(),
                Html.of("<h1 class=\"mono\">{}</h1>{}<pre class=\"plain\">{}</pre>", found.getValue(), shown, text));
    }

    byte[] raw(String refAndPath) {
        Map.Entry<String, String> found = locate(refAndPath);
        return content(found.getKey(), found.getValue());
    }

    /** The records that runners keep, one ref for each brief. */
    String ledger() {
        Html rows = Html.each(
                repository.git.refs(LEDGER).entrySet(),
                ref -> Html.of(
                        "<li><a class=\"mono\" href=\"{}/ledger/{}\">{}</a><br><span class=\"quiet\">{}</span></li>",
                        path,
                        Urls.encode(ref.getKey()),
                        ref.getKey(),
                        repository
                                .git
                                .commit(ref.getValue())
                                .map(RevCommit::getShortMessage)
                                .orElse("")));
        return PageParts.page(
                repository,
                "Ledger",
                Html.of(
                        "<h1>Ledger</h1><p class=\"quiet\">Each brief has one ref, and its history is what happened to"
                                + " it.</p>{}",
                        PageParts.rows(rows, "No brief was claimed yet.")));
    }

    /** One record's history, newest first. */
    String record(String ref) {
        String tip = repository.git.commitOf(ref).orElseThrow(ApiException::notFound);
        Html moves = Html.each(
                repository.git.commits(tip, null, MOST_COMMITS),
                commit -> Html.of(
                        "<div class=\"comment\"><div class=\"by\"><span class=\"mono\">{}</span> · {} · {}</div>"
                                + "<div class=\"text\"><pre>{}</pre></div></div>",
                        PageParts.shortId(commit.name()),
                        commit.getAuthorIdent().getName(),
                        PageParts.time(commit.getCommitterIdent().getWhenAsInstant()),
                        Json.pretty(commit.getFullMessage())));
        return PageParts.page(repository, ref, Html.of("<h1 class=\"mono\">{}</h1>{}", ref, moves));
    }

    private Html issueRows(Predicate<IssueEntry> which, String nothing) {
        List<IssueEntry> found = repository.issues.values().stream()
                .filter(which)
                .sorted(Comparator.comparingInt((IssueEntry issue) -> issue.number)
                        .reversed())
                .toList();
        Html rows = Html.each(
                found,
                issue -> Html.of(
                        "<li><span class=\"side\">{}</span><a href=\"{}\">{}</a> {}<br><span class=\"quiet\">#{} by {},"
                                + " {} · {} comments</span></li>",
                        PageParts.state(issue),
                        PageParts.path(issue),
                        issue.title,
                        PageParts.labels(issue),
                        issue.number,
                        issue.author.login(),
                        PageParts.time(issue.createdAt),
                        issue.comments.size()));
        return PageParts.rows(rows, nothing);
    }

    private Html branches() {
        Html rows = Html.each(repository.git.refs(Constants.R_HEADS).entrySet(), ref -> {
            String branch = ref.getKey().substring(Constants.R_HEADS.length());
            return Html.of(
                    "<li><span class=\"side mono\">{}</span><a href=\"{}/commits/{}\"><span class=\"branch\">{}</span></a></li>",
                    PageParts.shortId(ref.getValue()),
                    path,
                    Urls.encode(branch),
                    branch);
        });
        return PageParts.rows(rows, "No branch.");
    }

    private Html files(String commit) {
        Html rows = Html.each(
                repository.git.paths(commit),
                file -> Html.of(
                        "<li><a class=\"mono\" href=\"{}/blob/{}/{}\">{}</a></li>",
                        path,
                        commit,
                        Urls.encode(file),
                        file));
        return PageParts.rows(rows, "No file.");
    }

    /** The commit and the path that such an address means: a branch's name may hold slashes too. */
    private Map.Entry<String, String> locate(String refAndPath) {
        for (int slash = refAndPath.indexOf('/'); slash > 0; slash = refAndPath.indexOf('/', slash + 1)) {
            String ref = refAndPath.substring(0, slash);
            String file = refAndPath.substring(slash + 1);
            String commit = repository
                    .git
                    .branch(ref)
                    .or(() -> repository.git.commit(ref).map(RevCommit::name))
                    .orElse("");
            if (!commit.isEmpty()) {
                return Map.entry(commit, file);
            }
        }
        throw ApiException.notFound();
    }

    private byte[] content(String commit, String file) {
        return repository.git.file(commit, file).orElseThrow(ApiException::notFound);
    }
}
