package io.github.hirakuarai.codexrunner.forge;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A piece of HTML. Whatever is put into one is escaped, unless it is one itself. */
final class Html {

    static final Html NOTHING = new Html("");

    private final String text;

    private Html(String text) {
        this.text = text;
    }

    /** A constant of the program with a value for each {@code {}}. */
    static Html of(String template, Object... values) {
        StringBuilder html = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int hole = template.indexOf("{}", from);
            if (hole < 0) {
                throw new IllegalArgumentException("more values than places: " + template);
            }
            html.append(template, from, hole).append(value instanceof Html safe ? safe.text : escape(value.toString()));
            from = hole + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("more places than values: " + template);
        }
        return new Html(html.append(template, from, template.length()).toString());
    }

    /** What a renderer gives that escapes by itself. */
    static Html rendered(String html) {
        return new Html(html);
    }

    static Html join(List<Html> pieces) {
        return new Html(pieces.stream().map(Html::toString).collect(Collectors.joining()));
    }

    static <T> Html each(Collection<T> values, Function<? super T, Html> draw) {
        return join(values.stream().<Html>map(draw).toList());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return text;
    }
}
