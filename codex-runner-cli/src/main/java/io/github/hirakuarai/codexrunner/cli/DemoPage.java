package io.github.hirakuarai.codexrunner.cli;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The page of the demo: that of a service, with forms to write an issue and a comment. Whatever is posted causes steps to run
 * on this machine, so that only this page may do it, which the server sees to.
 */
final class DemoPage implements PageServer.Site {

    private static final int LONGEST_TITLE = 256;

    private final ServicePage service;
    private final PageWords words;
    private final Demo demo;
    private final Runnable run;
    /** The titles of the issues that a comment may go to, by their number. */
    private final Map<Integer, String> issues = new ConcurrentSkipListMap<>();

    private volatile @Nullable Posted posted;
    private volatile Draft issue;
    private volatile Draft comment;

    /** Where the browser finds what was posted last. */
    private record Posted(URI page) {}

    /**
     * What a form says again, so that it can be changed and posted again.
     *
     * @param to the title of an issue, or the number of the issue of a comment
     */
    private record Draft(String to, String text) {}

    /** @param run has the runner look for briefs, later and not at once */
    DemoPage(ServicePage service, PageWords words, Demo demo, Runnable run) {
        this.service = service;
        this.words = words;
        this.demo = demo;
        this.run = run;
        issues.put(demo.issue(), Demo.TITLE);
        issue = new Draft(words.say("demo.title.sample"), demo.sample());
        comment = new Draft(Integer.toString(demo.issue()), demo.sampleComment());
    }

    @Override
    public Optional<PageServer.Page> get(String path, String query) {
        return path.isEmpty()
                ? Optional.of(PageServer.Page.html(service.overview(forms(), PageHead.Kind.FORM)))
                : service.get(path, query);
    }

    @Override
    public Optional<URI> post(String path, String form) {
        Map<String, String> fields = fields(form);
        String text = fields.getOrDefault("text", "").replace("\r\n", "\n");
        switch (path) {
            case "issues" ->
                postIssue(SafeText.line(fields.getOrDefault("title", "")).strip(), text);
            case "comments" -> postComment(fields.getOrDefault("issue", ""), text);
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(URI.create("./"));
    }

    private void postIssue(String title, String text) {
        if (title.isEmpty()) {
            return;
        }
        String shown = title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title;
        int number = demo.post(shown, text);
        issues.put(number, shown);
        issue = new Draft(title, text);
        posted(number, demo.page(number));
    }

    private void postComment(String to, String text) {
        int number = to.matches("[0-9]{1,9}") ? Integer.parseInt(to) : 0;
        if (!issues.containsKey(number) || text.isBlank()) {
            return;
        }
        long id = demo.comment(number, text);
        comment = new Draft(to, text);
        posted(number, demo.page(number).resolve("#issuecomment-" + id));
    }

    private void posted(int number, URI page) {
        posted = new Posted(page);
        service.posted(number, issues.getOrDefault(number, ""));
        run.run();
    }

    private Html forms() {
        Html html = new Html();
        @Nullable Posted last = posted;
        if (last != null) {
            html.markup("<p class=\"intro\" role=\"status\">").text(words.say("demo.posted") + " ");
            link(html, last.page(), last.page().toString()).markup("</p>");
        }
        issueForm(html);
        commentForm(html);
        html.markup("<p class=\"intro\">");
        return link(html, demo.forge().webUrl().resolve(demo.repository()), words.say("demo.forge"))
                .markup("</p>");
    }

    private void issueForm(Html html) {
        Draft draft = issue;
        html.element("h2", "", words.say("demo.write"))
                .markup("<form method=\"post\" action=\"issues\"><label for=\"title\">")
                .text(words.say("demo.title"))
                .markup("</label><input id=\"title\" name=\"title\" required maxlength=\"" + LONGEST_TITLE
                        + "\" value=\"")
                .text(draft.to())
                .markup("\"><label for=\"text\">")
                .text(words.say("demo.text"))
                .markup("</label><textarea id=\"text\" name=\"text\" spellcheck=\"false\">\n")
                .text(draft.text())
                .markup("</textarea><button id=\"send\">")
                .text(words.say("demo.send"))
                .markup("</button>")
                .element("p", "", words.say("demo.note"))
                .markup("</form>");
    }

    private void commentForm(Html html) {
        Draft draft = comment;
        html.element("h2", "", words.say("demo.comment"))
                .markup("<form method=\"post\" action=\"comments\"><label for=\"issue\">")
                .text(words.say("demo.issue"))
                .markup("</label><select id=\"issue\" name=\"issue\">");
        issues.forEach((number, title) -> html.markup("<option value=\"" + number + "\""
                        + (draft.to().equals(number.toString()) ? " selected" : "") + ">")
                .text("#" + number + " " + title)
                .markup("</option>"));
        html.markup("</select><label for=\"comment\">")
                .text(words.say("demo.comment.text"))
                .markup("</label><textarea id=\"comment\" name=\"text\" spellcheck=\"false\">\n")
                .text(draft.text())
                .markup("</textarea><button id=\"send-comment\">")
                .text(words.say("demo.comment.send"))
                .markup("</button></form>");
    }

    private static Html link(Html html, URI to, String text) {
        return html.markup("<a href=\"")
                .text(to.toString())
                .markup("\">")
                .text(text)
                .markup("</a>");
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            int is = pair.indexOf('=');
            if (is > 0) {
                try {
                    fields.put(
                            pair.substring(0, is), URLDecoder.decode(pair.substring(is + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    // Not what a browser sends.
                    return Map.of();
                }
            }
        }
        return fields;
    }
}
