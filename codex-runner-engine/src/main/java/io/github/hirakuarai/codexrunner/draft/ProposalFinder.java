package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the JSON of a proposal: alone, in a fenced block of a comment, or behind {@code /codex run}. */
final class ProposalFinder {

    /** In UTF-16 units, as large as the largest brief. */
    static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 32;
    private static final int MOST_TRIED = 20;

    /** Where an object may begin: at the start of a line, or behind the command of the older tool. */
    private static final Pattern START = Pattern.compile("(?m)^[ \\t\\uFEFF]*+(?:/codex[ \\t]++run[ \\t]*+)?(\\{)");

    /** What stands behind the object, such as the end of a fence, does not matter. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ProposalFinder() {}

    /**
     * The first object of a form in a text.
     *
     * @return empty when there is none, or the text is too large
     */
    static Optional<JsonNode> in(String text, ProposalFormat format) {
        if (text.length() > LARGEST) {
            return Optional.empty();
        }
        Matcher start = START.matcher(text);
        for (int tried = 0; tried < MOST_TRIED && start.find(); tried++) {
            try {
                JsonNode json = JSON.readTree(text.substring(start.start(1)));
                if (format.fits(json)) {
                    return Optional.of(json);
                }
            } catch (JacksonException e) {
                // Another object may follow.
            }
        }
        return Optional.empty();
    }

    /**
     * As {@link #in}.
     *
     * @throws RunnerException with {@code USAGE} when there is none
     */
    static JsonNode require(String text, ProposalFormat format) {
        return in(text, format).orElseThrow(() -> new RunnerException(ErrorCode.USAGE, whyNot(text, format)));
    }

    private static String whyNot(String text, ProposalFormat format) {
        if (text.length() > LARGEST) {
            return format.title() + " must be at most 256 KiB, not " + text.length() / 1024 + " KiB";
        }
        for (ProposalFormat other : ProposalFormat.values()) {
            if (other != format && in(text, other).isPresent()) {
                return "this is " + other.title() + ", not " + format.title() + "; did you mean " + other.option()
                        + "?";
            }
        }
        Matcher start = START.matcher(text);
        if (!start.find()) {
            return "no JSON object found; " + format.title() + " is JSON with " + signs(format);
        }
        try {
            JSON.readTree(text.substring(start.start(1)));
            return "the JSON is not " + format.title() + ": it has none of " + signs(format);
        } catch (JacksonException e) {
            return "the JSON cannot be read: " + place(text, start.start(1), e)
                    + "; check it, and that it is nested at most " + DEEPEST + " deep";
        }
    }

    private static String place(String text, int start, JacksonException e) {
        if (e.getLocation() == null || e.getLocation().getLineNr() < 1) {
            return "it is incomplete or too deep";
        }
        long before = text.substring(0, start).chars().filter(c -> c == '\n').count();
        return "error at line " + (before + e.getLocation().getLineNr());
    }

    private static String signs(ProposalFormat format) {
        return String.join(", ", format.signs());
    }
}
