package io.github.hirakuarai.codexrunner.cli;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page of the demo: that of a service, with a form to write an issue. Whatever is posted causes steps to run on this
 * machine, so that only this page may do it, which the server sees to.
 */
final class DemoPage implements PageServer.Site {

    private static final int LONGEST_TITLE = 256;

    private final ServicePage service;
    private final PageWords words;
    private final Demo demo;
    private final Runnable run;
    private volatile @Nullable Posted posted;

    /** What the form says again, so that it can be changed and posted again. */
    private record Posted(URI page, String title, String text) {}

    /** @param run has the runner look for briefs, later and not at once */
    DemoPage(ServicePage service, PageWords words, Demo demo, Runnable run) {
        this.service = service;
        this.words = words;
        this.demo = demo;
        this.run = run;
    }

    @Override
    public Optional<PageServer.Page> get(String path, String query) {
        return path.isEmpty()
                ? Optional.of(PageServer.Page.html(service.overview(form(), PageHead.Kind.FORM)))
                : service.get(path, query);
    }

    @Override
    public Optional<URI> post(String path, String form) {
        if (!path.equals("issues")) {
            return Optional.empty();
        }
        Map<String, String> fields = fields(form);
        String title = SafeText.line(fields.getOrDefault("title", "")).strip();
        String text = fields.getOrDefault("text", "").replace("\r\n", "\n");
        if (!title.isEmpty()) {
            int issue = demo.post(title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) : title, text);
            posted = new Posted(demo.page(issue), title, text);
            run.run();
        }
        return Optional.of(URI.create("./"));
    }

    private Html form() {
        Html html = new Html();
        html.element("h2", "", words.say("demo.write"));
        @Nullable Posted last = posted;
        if (last != null) {
            html.markup("<p class=\"intro\" role=\"status\">").text(words.say("demo.posted") + " ");
            link(html, last.page(), last.page().toString()).markup("</p>");
        }
        html.markup("<form method=\"post\" action=\"issues\"><label for=\"title\">")
                .text(words.say("demo.title"))
                .markup("</label><input id=\"title\" name=\"title\" required maxlength=\"" + LONGEST_TITLE
                        + "\" value=\"")
                .text(last == null ? words.say("demo.title.sample") : last.title())
                .markup("\"><label for=\"text\">")
                .text(words.say("demo.text"))
                .markup("</label><textarea id=\"text\" name=\"text\" spellcheck=\"false\">\n")
                .text(last == null ? demo.sample() : last.text())
                .markup("</textarea><button id=\"send\">")
                .text(words.say("demo.send"))
                .markup("</button>")
                .element("p", "", words.say("demo.note"))
                .markup("</form><p class=\"intro\">");
        return link(html, demo.forge().webUrl().resolve(demo.repository()), words.say("demo.forge"))
                .markup("</p>");
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
