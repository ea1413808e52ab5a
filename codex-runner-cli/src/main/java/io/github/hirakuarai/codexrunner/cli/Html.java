package io.github.hirakuarai.codexrunner.cli;

/** Writes HTML: whatever comes as text is escaped, and what is markup is a constant of the caller's. */
final class Html {

    private final StringBuilder html = new StringBuilder();

    /** Markup, as the program has it: never a text that comes from elsewhere. */
    Html markup(String constant) {
        html.append(constant);
        return this;
    }

    /** Text, and good for the value of an attribute in double quotes, too. */
    Html text(String text) {
        text.codePoints().forEach(sign -> {
            switch (sign) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(isShown(sign) ? sign : 0xfffd);
            }
        });
        return this;
    }

    /** {@code <tag class="style">text</tag>}. */
    Html element(String tag, String style, String text) {
        return markup("<" + tag + (style.isEmpty() ? "" : " class=\"" + style + "\"") + ">")
                .text(text)
                .markup("</" + tag + ">");
    }

    @Override
    public String toString() {
        return html.toString();
    }

    /** Neither controls, nor what turns the direction of reading, nor half a sign. */
    private static boolean isShown(int sign) {
        boolean control = Character.isISOControl(sign) && sign != '\n' && sign != '\t';
        boolean turns = (sign >= 0x202a && sign <= 0x202e) || (sign >= 0x2066 && sign <= 0x2069);
        return !control && !turns && Character.getType(sign) != Character.SURROGATE;
    }
}
