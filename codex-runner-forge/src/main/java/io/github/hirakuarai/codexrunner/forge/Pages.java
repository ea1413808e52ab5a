package io.github.hirakuarai.codexrunner.forge;

import org.jspecify.annotations.Nullable;

/**
 * The pages for people, at the addresses that GitHub's have. They change nothing, run no script, and show all there is,
 * private repositories too: whoever reaches a loopback address is on this machine.
 */
final class Pages {

    private static final String REPOSITORY = "/{owner}/{repo}";
    /** Nothing is loaded and nothing is run, whatever somebody may have managed to write into a page. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Services services;
    private final Router router = new Router();

    Pages(Services services) {
        this.services = services;
        on(REPOSITORY, (call, pages) -> pages.overview());
        on(REPOSITORY + "/issues", (call, pages) -> pages.issues());
        on(REPOSITORY + "/pulls", (call, pages) -> pages.pulls());
        on(REPOSITORY + "/commits/{*branch}", (call, pages) -> pages.commits(call.parameter("branch")));
        on(REPOSITORY + "/tree/{*branch}", (call, pages) -> pages.commits(call.parameter("branch")));
        on(REPOSITORY + "/commit/{sha}", (call, pages) -> pages.commit(call.parameter("sha")));
        on(REPOSITORY + "/blob/{*file}", (call, pages) -> pages.file(call.parameter("file")));
        on(REPOSITORY + "/ledger", (call, pages) -> pages.ledger());
        on(REPOSITORY + "/ledger/{*ref}", (call, pages) -> pages.record(call.parameter("ref")));
        router.on("GET", REPOSITORY + "/issues/{#number}", this::issue);
        router.on("GET", REPOSITORY + "/pull/{#number}", this::issue);
        router.on("GET", REPOSITORY + "/pull/{diff}", this::patch);
        router.on("GET", REPOSITORY + "/raw/{*file}", this::raw);
    }

    /** One of a repository's pages. */
    @FunctionalInterface
    private interface Page {
        String draw(Call call, RepositoryPages pages);
    }

    Answer answer(Incoming incoming) {
        synchronized (services.state()) {
            return find(incoming)
                    .with("content-security-policy", POLICY)
                    .with("referrer-policy", "no-referrer")
                    .with("x-content-type-options", "nosniff")
                    .with("cache-control", "no-store");
        }
    }

    private Answer find(Incoming incoming) {
        try {
            if (incoming.path().equals("/") && isRead(incoming)) {
                return Answer.html(200, repositories());
            }
            String path = incoming.path().replaceFirst("(?<=.)/$", "");
            Router.@Nullable Found found =
                    isRead(incoming) ? router.find("GET", path).orElse(null) : null;
            if (found == null) {
                return missing();
            }
            return found.operation()
                    .answer(new Call(path, found.parameters(), Call.parseQuery(incoming.query()), null, Json.object()));
        } catch (ApiException e) {
            return e.status() == 301
                    ? Answer.html(301, "").with("location", e.headers().getOrDefault("location", "/"))
                    : missing();
        }
    }

    private static boolean isRead(Incoming incoming) {
        return incoming.method().equals("GET") || incoming.method().equals("HEAD");
    }

    private static Answer missing() {
        Html content = Html.of("<h1>Not here</h1><p>There is no such page. <a href=\"/\">All repositories</a></p>");
        return Answer.html(404, PageParts.page("Not here", home(), content));
    }

    private String repositories() {
        Html rows = Html.each(
                services.state().repositories(),
                repository -> Html.of(
                        "<li><span class=\"side\">{} issues and pull requests</span><a href=\"{}\">{}</a>{}</li>",
                        repository.issues.size(),
                        PageParts.path(repository),
                        repository.name,
                        repository.hidden ? Html.of(" <span class=\"badge\">private</span>") : Html.NOTHING));
        Html content = Html.of("<h1>Repositories</h1>{}", PageParts.rows(rows, "No repository yet."));
        return PageParts.page("Loopback forge", home(), content);
    }

    private void on(String template, Page page) {
        router.on(
                "GET",
                template,
                call -> Answer.html(200, page.draw(call, new RepositoryPages(known(call), services.urls()))));
    }

    private Answer issue(Call call) {
        IssueEntry issue = entry(call, call.parameter("number"));
        String address = PageParts.path(issue);
        return call.path().equals(address)
                ? Answer.html(200, new IssuePage(issue).draw())
                : Answer.html(302, "").with("location", address);
    }

    /** {@code /pull/12.diff}: what a pull request changes, as text. */
    private Answer patch(Call call) {
        String name = call.parameter("diff");
        if (!name.endsWith(".diff") && !name.endsWith(".patch")) {
            throw ApiException.notFound();
        }
        IssueEntry issue = entry(call, name.substring(0, name.lastIndexOf('.')));
        StringBuilder text = new StringBuilder();
        for (GitDiff.FileDiff file : Pulls.files(issue, PullRoutes.pull(issue))) {
            text.append("diff --git a/")
                    .append(file.path())
                    .append(" b/")
                    .append(file.path())
                    .append('\n');
            text.append(file.patch() == null ? "" : file.patch() + "\n");
        }
        return Answer.of(200, "text/plain; charset=utf-8", Body.of(text.toString()));
    }

    private Answer raw(Call call) {
        byte[] content = new RepositoryPages(known(call), services.urls()).raw(call.parameter("file"));
        return Answer.of(200, "text/plain; charset=utf-8", new Body(content));
    }

    private RepositoryEntry known(Call call) {
        String owner = call.parameter("owner");
        String name = call.parameter("repo");
        return services.state()
                .repository(owner, name)
                .or(() -> services.state().formerly(owner, name))
                .orElseThrow(ApiException::notFound);
    }

    private IssueEntry entry(Call call, String number) {
        RepositoryEntry repository = known(call);
        try {
            return repository.issue(Integer.parseInt(number)).orElseThrow(ApiException::notFound);
        } catch (NumberFormatException e) {
            throw ApiException.notFound();
        }
    }

    private static Html home() {
        return Html.of("<span class=\"where\"><a href=\"/\">Forge</a></span>");
    }
}
