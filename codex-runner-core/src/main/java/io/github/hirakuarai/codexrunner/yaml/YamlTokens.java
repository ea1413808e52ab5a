package io.github.hirakuarai.codexrunner.yaml;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** One reading of one text: turns the parser's tokens into nodes and problems. */
final class YamlTokens {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What else the parser takes for a number ({@code .inf}, {@code 1.}) is text: nobody would guess it. */
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private static final String PLAINLY = "write the value itself";

    private final YAMLFactory yaml;
    private final String text;
    private final SourceMap source;
    private final Positions positions;
    private final CodePoints offsets;
    private final List<Object> path = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int lastRefusal = -1;
    private boolean complete;

    YamlTokens(YAMLFactory yaml, String text, SourceMap source) {
        this.yaml = yaml;
        this.text = text;
        this.source = source;
        this.positions = new Positions(text, source);
        this.offsets = CodePoints.of(text);
    }

    YamlDocument read() {
        YamlNode root = new YamlNode.Mapping(JSON.objectNode(), Map.of(), 0, 0);
        Reader reader = new CharacterReader(PlainText.of(text, this::refuseControl));
        try (JsonParser parser = yaml.createParser(ObjectReadContext.empty(), reader)) {
            Partial partial = new Partial();
            try {
                JsonToken first = parser.nextToken();
                if (first != null) {
                    refuseDirectives(start(parser));
                    root = value(parser, first, partial);
                    complete = true;
                    if (parser.nextToken() != null) {
                        problem(
                                ProblemCode.YAML_LIMIT,
                                start(parser),
                                "a second YAML document begins here",
                                "remove '---'; a block is one document");
                    }
                }
                complete = true;
            } catch (TooDeep e) {
                problem(
                        ProblemCode.YAML_LIMIT,
                        e.offset,
                        "lists and mappings are nested more than " + YamlReader.DEEPEST + " levels deep",
                        null);
                complete = false;
            } catch (JacksonException e) {
                syntax(parser, e);
                complete = false;
            } catch (RuntimeException e) {
                // A fault of the parser. The text is a stranger's: nothing but its own reading may end by it.
                problem(ProblemCode.YAML_SYNTAX, start(parser), "the YAML parser fails here", "write it differently");
                complete = false;
            }
            if (!complete && partial.root != null) {
                root = partial.root.node();
            }
        }
        return new YamlDocument(text, source, root, complete, problems);
    }

    /** Each control character is a problem of its own, and the rest is read as if it were not there. */
    private void refuseControl(int offset) {
        problem(
                ProblemCode.HIDDEN_CHARACTER,
                offset,
                "control character " + Texts.name(text.codePointAt(offset)) + " is not allowed",
                "delete it");
    }

    private void refuseDirectives(int end) {
        for (int line = 0; line < end; line = text.indexOf('\n', line) + 1) {
            if (text.charAt(line) == '%') {
                problem(ProblemCode.YAML_LIMIT, line, "YAML directives are not supported", "delete the line");
            }
            if (text.indexOf('\n', line) < 0) {
                return;
            }
        }
    }

    private YamlNode value(JsonParser parser, JsonToken token, Partial partial) {
        int start = start(parser);
        char first = start < text.length() ? text.charAt(start) : ' ';
        boolean refused =
                first == '*' || first == '!' || (first == '&' && token.isScalarValue() && !plainAfterAnchor(start));
        refuseMark(start, first);
        return switch (token) {
            case START_OBJECT -> mapping(parser, start, partial);
            case START_ARRAY -> sequence(parser, start, partial);
            default -> refused ? new YamlNode.Refused(start, end(parser)) : scalar(parser, token, start);
        };
    }

    /** An anchored value is read as it stands, unless a tag follows the anchor. */
    private boolean plainAfterAnchor(int anchor) {
        int offset = anchor;
        while (offset < text.length() && !Character.isWhitespace(text.charAt(offset))) {
            offset++;
        }
        while (offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
            offset++;
        }
        return offset == text.length() || text.charAt(offset) != '!';
    }

    /** No plain value begins with one of these: they are the marks of an anchor, an alias and a tag. */
    private void refuseMark(int offset, char first) {
        if (offset == lastRefusal) {
            return;
        }
        switch (first) {
            case '&' -> refuse(offset, "YAML anchors are not supported", "delete the word that begins with '&'");
            case '*' ->
                refuse(offset, "YAML aliases are not supported", PLAINLY + ", or quote a string that begins with '*'");
            case '!' ->
                refuse(offset, "YAML tags are not supported", PLAINLY + ", or quote a string that begins with '!'");
            default -> {}
        }
    }

    private void refuse(int offset, String message, String hint) {
        problem(ProblemCode.YAML_LIMIT, offset, message, hint);
        lastRefusal = offset;
    }

    private YamlNode mapping(JsonParser parser, int start, Partial partial) {
        guardDepth(start);
        MappingBuilder mapping = new MappingBuilder(start, end(parser));
        partial.offer(mapping);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            int keyStart = start(parser);
            path.add(key);
            refuseMark(keyStart, text.charAt(Math.min(keyStart, text.length() - 1)));
            boolean twice = mapping.has(key);
            if (twice) {
                problem(
                        ProblemCode.DUPLICATE_KEY,
                        keyStart,
                        "duplicate key '" + Texts.shown(key) + "'",
                        "remove one of the two");
            }
            YamlNode value = value(parser, parser.nextToken(), partial);
            if (!twice) {
                mapping.add(key, new YamlNode.Field(keyStart, value));
            }
            path.remove(path.size() - 1);
        }
        return mapping.node();
    }

    private YamlNode sequence(JsonParser parser, int start, Partial partial) {
        guardDepth(start);
        int end = end(parser);
        List<YamlNode> items = new ArrayList<>();
        ArrayNode json = JSON.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            path.add(items.size());
            YamlNode item = value(parser, token, partial);
            items.add(item);
            json.add(item.json());
            path.remove(path.size() - 1);
        }
        return new YamlNode.Sequence(json, items, start, end);
    }

    private YamlNode scalar(JsonParser parser, JsonToken token, int start) {
        int end = end(parser);
        return switch (token) {
            case VALUE_TRUE -> new YamlNode.Scalar(JSON.booleanNode(true), start, end);
            case VALUE_FALSE -> new YamlNode.Scalar(JSON.booleanNode(false), start, end);
            case VALUE_NULL -> new YamlNode.Scalar(JSON.nullNode(), start, end);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, token, start, end);
            default -> new YamlNode.Scalar(JSON.stringNode(parser.getString()), start, end);
        };
    }

    private YamlNode number(JsonParser parser, JsonToken token, int start, int end) {
        String digits = parser.getString();
        if (digits.length() > YamlReader.LONGEST_NUMBER) {
            return refusedNumber("a number of more than " + YamlReader.LONGEST_NUMBER + " characters", start, end);
        }
        if (!JSON_NUMBER.matcher(digits).matches()) {
            return new YamlNode.Scalar(JSON.stringNode(digits), start, end);
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return new YamlNode.Scalar(whole(parser.getBigIntegerValue()), start, end);
        }
        double number = parser.getDoubleValue();
        if (Double.isInfinite(number)) {
            return refusedNumber("a number too large to be read", start, end);
        }
        // 1.0 and 1e3 are whole numbers to JSON Schema; its validator compares them with bounds only as such.
        boolean fraction = number != Math.rint(number);
        JsonNode json = fraction ? JSON.numberNode(number) : whole(new BigDecimal(number).toBigInteger());
        return new YamlNode.Scalar(json, start, end);
    }

    private static JsonNode whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }

    private YamlNode refusedNumber(String message, int start, int end) {
        problem(ProblemCode.YAML_LIMIT, start, message, "if you mean a string, put it in quotes");
        return new YamlNode.Refused(start, end);
    }

    private void syntax(JsonParser parser, JacksonException failure) {
        if (failure.getCause() instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            int offset = offsets.utf16(marked.getProblemMark().get().getIndex());
            String said = marked.getProblem();
            problem(
                    ProblemCode.YAML_SYNTAX,
                    offset,
                    "not YAML: " + Texts.shown(said),
                    SyntaxHints.hint(said, text, offset));
            return;
        }
        int offset = start(parser);
        char first = offset < text.length() ? text.charAt(offset) : ' ';
        if (failure.getCause() != null) {
            problem(ProblemCode.YAML_SYNTAX, offset, "not YAML: the text cannot be read from here on", null);
        } else if (first == '*' || first == '&' || first == '!') {
            refuseMark(offset, first);
        } else {
            problem(
                    ProblemCode.YAML_LIMIT,
                    offset,
                    "this key or value is not supported",
                    "use plain words of at most 1,000 characters as keys, not lists or mappings");
        }
    }

    private void guardDepth(int offset) {
        if (path.size() >= YamlReader.DEEPEST) {
            throw new TooDeep(offset);
        }
    }

    private void problem(ProblemCode code, int offset, String message, @Nullable String hint) {
        if (problems.size() < DocumentSchema.MOST_PROBLEMS) {
            Position position = positions.at(offset);
            problems.add(new Problem(code, position.line(), position.column(), Pointer.of(path), message, hint));
        }
    }

    private int start(JsonParser parser) {
        return offsets.utf16((int) parser.currentTokenLocation().getCharOffset());
    }

    private int end(JsonParser parser) {
        return offsets.utf16((int) parser.currentLocation().getCharOffset());
    }

    /** The outermost mapping, so that something of it is known when the text breaks off. */
    private static final class Partial {
        private @Nullable MappingBuilder root;

        void offer(MappingBuilder mapping) {
            if (root == null) {
                root = mapping;
            }
        }
    }

    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int offset;

        TooDeep(int offset) {
            super(null, null, false, false);
            this.offset = offset;
        }
    }
}
