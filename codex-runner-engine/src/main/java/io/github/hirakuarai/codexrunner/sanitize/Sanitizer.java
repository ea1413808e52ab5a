package io.github.hirakuarai.codexrunner.sanitize;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** The sanitizer that everything published passes; what it does is said in the package. */
public final class Sanitizer implements TextSanitizer {

    /** The most that {@link #markdown} gives: leaves room under GitHub's 65,536 for a marker and a list of checkboxes. */
    public static final int MARKDOWN_LIMIT = 65_000;

    /** The most that {@link #line} gives. */
    public static final int LINE_LIMIT = 256;

    /** A longer text is nothing that a person wrote to be read as Markdown: it is shown as a log. */
    private static final int READ_AS_MARKDOWN = 2 * MARKDOWN_LIMIT;

    /** How much of a log's head, and of its tail, is looked at; far more than is ever shown. */
    private static final int WINDOW = 2 << 20;

    private static final String MASK = "***";
    private static final Pattern BLANKS = Pattern.compile("\\s++");

    private final Secrets secrets;

    private Sanitizer(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The sanitizer that masks these secrets, those added later too. */
    public static Sanitizer of(Secrets secrets) {
        return new Sanitizer(secrets);
    }

    @Override
    public String markdown(String text) {
        if (text.length() > READ_AS_MARKDOWN) {
            return fenced(text, "text", MARKDOWN_LIMIT - CodeFence.OVERHEAD);
        }
        String clean = plain(text);
        return MarkdownNeutralizer.neutralize(clean)
                .flatMap(Sanitizer::cut)
                .orElseGet(
                        () -> CodeFence.around(Excerpt.whole(clean), "markdown", MARKDOWN_LIMIT - CodeFence.OVERHEAD));
    }

    private static Optional<String> cut(String neutralized) {
        if (neutralized.length() <= MARKDOWN_LIMIT) {
            return Optional.of(neutralized);
        }
        // Without the definitions that were left out, what was a link may now be text.
        return MarkdownNeutralizer.neutralize(MarkdownCutter.cut(neutralized, MARKDOWN_LIMIT))
                .filter(cut -> cut.length() <= MARKDOWN_LIMIT);
    }

    @Override
    public String line(String text) {
        String line = BLANKS.matcher(plain(text)).replaceAll(" ").strip();
        // Neutralizing makes it no shorter.
        String start = line.substring(0, Excerpt.wholeCharacter(line, Math.min(line.length(), 2 * LINE_LIMIT)));
        String neutralized = LineNeutralizer.neutralize(start);
        return neutralized.length() <= LINE_LIMIT
                ? neutralized
                : neutralized.substring(0, Excerpt.wholeCharacter(neutralized, LINE_LIMIT - 1)) + "…";
    }

    @Override
    public String fenced(String text, String language, int limit) {
        return CodeFence.around(looked(text), language, limit);
    }

    @Override
    public String plain(String text) {
        CleanText clean = CleanText.of(text);
        Spans found = new Spans();
        secrets.finder().find(clean, found);
        TokenShapes.find(clean.text(), found);
        return found.replaceIn(clean.text(), MASK);
    }

    @Override
    public boolean holdsSecret(String text) {
        return secrets.inCommits().findsIn(CleanText.of(text));
    }

    /** A text, clean and masked; of one that is far too long, its head and tail alone. */
    private Excerpt looked(String text) {
        if (text.length() <= 2 * WINDOW) {
            return Excerpt.whole(plain(text));
        }
        int tailStart = text.length() - WINDOW;
        String head = plain(text.substring(0, WINDOW));
        String tail = plain(text.substring(tailStart));
        // A secret that lies across a border is not recognised: as far as it can reach, nothing is shown.
        int reach = TokenShapes.LONGEST + 2 * secrets.finder().longest();
        String keptHead = head.substring(0, Math.max(0, head.length() - reach));
        String keptTail = tail.substring(Math.min(tail.length(), reach));
        long lineBreaks =
                text.substring(WINDOW, tailStart).chars().filter(c -> c == '\n').count();
        return new Excerpt(keptHead, keptTail, text.length() - keptHead.length() - keptTail.length(), lineBreaks);
    }
}
