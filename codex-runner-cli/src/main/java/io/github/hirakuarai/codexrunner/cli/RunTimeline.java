package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Draws when a run did what. */
final class RunTimeline {

    private RunTimeline() {}

    static void write(Html html, PageWords words, TextSanitizer texts, List<RunEffect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        html.element("h2", "", words.say("timeline")).markup("<table class=\"timeline\">");
        Instant first = effects.get(0).begin();
        Instant last =
                effects.stream().map(RunEffect::end).max(Instant::compareTo).orElse(first);
        double whole = Math.max(1, Duration.between(first, last).toMillis());
        for (RunEffect effect : effects) {
            double begin = 100 * Duration.between(first, effect.begin()).toMillis() / whole;
            double width = Math.max(0.6, 100 * effect.took().toMillis() / whole);
            html.markup("<tr><th scope=\"row\">")
                    .text(words.has("effect." + effect.name()) ? words.say("effect." + effect.name()) : effect.name())
                    .markup(" <span>")
                    .text(texts.plain(effect.detail()))
                    .markup("</span></th><td class=\"bar\"><svg viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\""
                            + " aria-hidden=\"true\"><rect class=\"")
                    .markup(effect.mood().equals("good") ? effect.isStep() ? "step" : "other" : effect.mood())
                    .markup(String.format(
                            Locale.ROOT,
                            "\" x=\"%.2f\" width=\"%.2f\" height=\"1\"/></svg></td><td class=\"time\">",
                            Math.min(begin, 99.4),
                            Math.min(width, 100 - Math.min(begin, 99.4))))
                    .text(effect.stage() == RunEffect.Stage.UNFINISHED ? words.say("unfinished") : effect.tookText())
                    .markup("</td></tr>");
        }
        html.markup("</table>");
    }
}
