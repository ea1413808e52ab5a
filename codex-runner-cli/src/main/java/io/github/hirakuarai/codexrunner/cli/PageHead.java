package io.github.hirakuarai.codexrunner.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Begins a page. Its content security policy allows its own style sheet and nothing else, unless the page is a live one: that
 * may also run the program's own script, which asks this server alone.
 */
final class PageHead {

    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");

    private PageHead() {}

    /** What a page may do. */
    enum Kind {
        /** Nothing: a file, or what does not change any more. */
        FIXED,
        /** Follow what goes on. */
        LIVE,
        /** That, and send its form. */
        FORM
    }

    /** Everything before the body's content. */
    static void write(Html html, PageWords words, String title, Kind kind) {
        write(html, words, title, kind != Kind.FIXED, kind == Kind.FORM ? "'self'" : "'none'", "same-origin");
    }

    /** The same of a page that does nothing but send a form to another server. */
    static void write(Html html, PageWords words, String title, URI form) {
        write(html, words, title, false, form.getScheme() + "://" + form.getAuthority(), "strict-origin");
    }

    private static void write(Html html, PageWords words, String title, boolean live, String forms, String referrer) {
        html.markup("<!doctype html>\n<html lang=\"")
                .text(words.language())
                .markup("\"><head><meta charset=\"utf-8\">")
                .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .markup(sha256(STYLE))
                .markup("'")
                .markup(live ? "; script-src 'sha256-" + sha256(SCRIPT) + "'; connect-src 'self'" : "")
                .markup("; base-uri 'none'; form-action ")
                .text(forms)
                .markup("\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .markup("<meta name=\"referrer\" content=\"" + referrer + "\">")
                .markup(live ? "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>" : "")
                .markup("<meta name=\"color-scheme\" content=\"light dark\"><title>")
                .text(title)
                .markup("</title><style>")
                .markup(STYLE)
                .markup("</style></head><body>");
    }

    /** Everything behind the body's content. */
    static void end(Html html, Kind kind) {
        html.markup(kind == Kind.FIXED ? "" : "<script>" + SCRIPT + "</script>").markup("</body></html>\n");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = PageHead.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
