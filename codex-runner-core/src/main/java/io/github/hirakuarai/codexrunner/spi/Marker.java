package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hidden line by which the runner knows its own comments again (protocol §6): an HTML comment, the first line of the
 * document. It goes in front of a text that has passed the gate; the gate takes every other comment's words away.
 */
public sealed interface Marker {

    /** The brief that the document belongs to. */
    BriefKey key();

    /** The marker's line, without a line break. */
    String write();

    /**
     * The marker on a document's first line; empty when none stands there, or one that this version does not know.
     *
     * <p>Anybody can write such a line: whether the runner did is told by the document's author.
     */
    static Optional<Marker> read(String markdown) {
        String first = markdown.split("[\r\n]", 2)[0];
        Matcher status = Status.FORM.matcher(first);
        if (status.matches()) {
            return Optional.of(new Status(
                    new BriefKey(status.group(1)),
                    new Digest(status.group(2)),
                    new RunId(status.group(3)),
                    BriefState.valueOf(status.group(4))));
        }
        Matcher answer = Answer.FORM.matcher(first);
        if (answer.matches()) {
            return Optional.of(new Answer(new BriefKey(answer.group(1)), answer.group(2)));
        }
        Matcher output = Output.FORM.matcher(first);
        return output.matches()
                ? Optional.of(new Output(
                        new BriefKey(output.group(1)),
                        Integer.parseInt(output.group(2)),
                        output.group(3) == null ? null : Integer.valueOf(output.group(3))))
                : Optional.empty();
    }

    /**
     * Whether any marker of the runner's stands anywhere in a document, well formed or not. Such a document is never a
     * source of briefs or commands, whoever posted it (protocol §5 rule 7).
     */
    static boolean in(String markdown) {
        return Status.ANY.matcher(markdown).find();
    }

    /**
     * Marks a brief's one status comment.
     *
     * @param key the brief
     * @param digest of the text that was run
     * @param run the latest run
     * @param state as the comment shows it
     */
    record Status(BriefKey key, Digest digest, RunId run, BriefState state) implements Marker {

        /** Begins every marker of any kind, of this version and of others. */
        private static final Pattern ANY = Pattern.compile("(?i)<!--\\s*+codex-runner:");

        private static final Pattern FORM = Pattern.compile("<!-- codex-runner:status key=([0-9a-f]{64})"
                + " digest=sha256:([0-9a-f]{64}) run=([0-9A-Za-z-]{1,100}) state=(NEW|PICKED|RUNNING|DONE|FAILED) -->");

        @Override
        public String write() {
            return "<!-- codex-runner:status key=" + key + " digest=" + digest + " run=" + run + " state=" + state
                    + " -->";
        }
    }

    /**
     * Marks what an output wrote: with the brief's key, the output's idempotency key.
     *
     * @param key the brief
     * @param ordinal the output's place in the brief, from 1
     * @param attempt of an output that leaves one thing for each attempt, from 1; null when all attempts share it
     */
    record Output(BriefKey key, int ordinal, @Nullable Integer attempt) implements Marker {

        private static final Pattern FORM = Pattern.compile("<!-- codex-runner:output key=([0-9a-f]{64})"
                + " output=([1-9][0-9]{0,5})(?: attempt=([1-9][0-9]{0,5}))? -->");

        @Override
        public String write() {
            return "<!-- codex-runner:output key=" + key + " output=" + ordinal
                    + (attempt == null ? "" : " attempt=" + attempt) + " -->";
        }
    }

    /**
     * Marks the answer to a command.
     *
     * @param key the brief
     * @param command the command's id
     */
    record Answer(BriefKey key, String command) implements Marker {

        private static final Pattern FORM =
                Pattern.compile("<!-- codex-runner:answer key=([0-9a-f]{64}) command=([0-9A-Za-z/-]{1,100}) -->");

        @Override
        public String write() {
            return "<!-- codex-runner:answer key=" + key + " command=" + command + " -->";
        }
    }
}
