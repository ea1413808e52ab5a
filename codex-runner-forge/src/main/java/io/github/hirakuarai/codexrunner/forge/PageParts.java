package io.github.hirakuarai.codexrunner.forge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.revwalk.RevCommit;

/** What several pages have in common: the frame around them, and the small pieces. */
final class PageParts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Html STYLE = Html.rendered(load());
    private static final Map<String, String> REACTIONS = Map.of(
            "+1",
            "👍",
            "-1",
            "👎",
            "laugh",
            "😄",
            "confused",
            "😕",
            "heart",
            "❤️",
            "hooray",
            "🎉",
            "rocket",
            "🚀",
            "eyes",
            "👀");

    private PageParts() {}

    /** A whole page. */
    static String page(String title, Html where, Html content) {
        return Html.of("""
                        <!DOCTYPE html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <title>{}</title>
                        <style>{}</style>
                        </head>
                        <body>
                        <header><div><nav>{}</nav></div></header>
                        <main>{}</main>
                        <footer>Loopback forge: a stand-in for GitHub on this machine. Nothing here is public, and it is gone when the forge ends.</footer>
                        </body>
                        </html>
                        """, title, STYLE, where, content).toString();
    }

    /** The head of a page of a repository. */
    static String page(RepositoryEntry repository, String title, Html content) {
        String path = path(repository);
        long issues = repository.issues.values().stream()
                .filter(issue -> issue.open && issue.pull == null)
                .count();
        long pulls = repository.issues.values().stream()
                .filter(issue -> issue.open && issue.pull != null)
                .count();
        Html where = Html.of(
                "<span class=\"where\"><a href=\"/\">Forge</a> / <a href=\"{}\">{}</a></span>"
                        + "<a href=\"{}/issues\">Issues ({})</a><a href=\"{}/pulls\">Pull requests ({})</a>"
                        + "<a href=\"{}/commits/{}\">Commits</a><a href=\"{}/ledger\">Ledger</a>",
                path,
                repository.name,
                path,
                issues,
                path,
                pulls,
                path,
                Urls.encode(repository.defaultBranch),
                path);
        return page(title + " · " + repository.name, where, content);
    }

    static String path(RepositoryEntry repository) {
        return "/" + repository.name;
    }

    static String path(IssueEntry issue) {
        return path(issue.repository) + (issue.pull == null ? "/issues/" : "/pull/") + issue.number;
    }

    static Html time(Instant time) {
        return Html.of("<time datetime=\"{}\">{}</time>", time, TIME.format(time));
    }

    static Html user(ForgeUser user) {
        return user.bot()
                ? Html.of("<strong>{}</strong> <span class=\"badge\">bot</span>", user.login())
                : Html.of("<strong>{}</strong>", user.login());
    }

    /** A label as a chip in its own colour, its name in black or white, whichever can be read on it. */
    static Html label(String name, String color) {
        int rgb = Integer.parseInt(color.matches("[0-9a-fA-F]{6}") ? color : "ededed", 16);
        int brightness = (299 * (rgb >> 16) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff)) / 1000;
        return Html.of(
                "<span class=\"label\" style=\"background:#{};color:{}\">{}</span>",
                String.format("%06x", rgb),
                brightness > 140 ? "#1f2328" : "#ffffff",
                name);
    }

    static Html labels(IssueEntry issue) {
        return Html.each(issue.labels, label -> Html.of("{} ", label(label.name, label.color)));
    }

    static Html state(IssueEntry issue) {
        PullEntry pull = issue.pull;
        String state = pull != null && pull.mergedAt != null
                ? "merged"
                : !issue.open ? "closed" : pull != null && pull.draft ? "draft" : "open";
        return Html.of(
                "<span class=\"state {}\">{}</span>",
                state,
                state.substring(0, 1).toUpperCase(Locale.ROOT) + state.substring(1));
    }

    static Html reactions(DocumentEntry document) {
        if (document.reactions.isEmpty()) {
            return Html.NOTHING;
        }
        return Html.of(
                "<div class=\"reactions\">{}</div>",
                Html.each(
                        document.reactions,
                        reaction -> Html.of(
                                "<span class=\"badge\" title=\"{}\">{} {}</span> ",
                                reaction.user().login(),
                                REACTIONS.getOrDefault(reaction.content(), reaction.content()),
                                reaction.user().login())));
    }

    /** A commit as a row of a list. */
    static Html commitRow(RepositoryEntry repository, RevCommit commit) {
        return Html.of(
                "<li><span class=\"side mono\"><a href=\"{}/commit/{}\">{}</a></span>{}<br>"
                        + "<span class=\"quiet\">{} · {}</span></li>",
                path(repository),
                commit.name(),
                shortId(commit.name()),
                commit.getShortMessage(),
                commit.getAuthorIdent().getName(),
                time(commit.getCommitterIdent().getWhenAsInstant()));
    }

    /** A list of rows, or a word that there is nothing. */
    static Html rows(Html rows, String nothing) {
        return rows.toString().isEmpty()
                ? Html.of("<p class=\"empty\">{}</p>", nothing)
                : Html.of("<ul class=\"rows\">{}</ul>", rows);
    }

    static String shortId(String commit) {
        return commit.substring(0, 10);
    }

    private static String load() {
        try (InputStream in = PageParts.class.getResourceAsStream("pages.css")) {
            if (in == null) {
                throw new IllegalStateException("pages.css is not packed with the testkit");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
