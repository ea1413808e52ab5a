package io.github.hirakuarai.codexrunner.yaml;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One reading of one text: turns the parser's events into nodes and problems. */
final class YamlEvents {

    /** The parser's own words, with a character or two of the text. */
    private static final int LONGEST_COMPLAINT = 120;

    private static final LoadSettings SETTINGS = LoadSettings.builder().build();

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What else the parser takes for a number ({@code .inf}, {@code 1.}) is text: nobody would guess it. */
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    /** The parser's own limit for a key without a question mark. */
    private static final int LONGEST_KEY = 1024;

    private static final String PLAINLY = "write the value itself";

    private final String text;
    private final SourceMap source;
    private final Positions positions;
    private final CodePoints offsets;
    private final ParserImpl parser;
    private final List<Object> path = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Event last;

    /** What the text is, as soon as it is known to be a mapping: something of it is known when it breaks off. */
    private @Nullable MappingBuilder outermost;

    YamlEvents(String text, SourceMap source) {
        this.text = text;
        this.source = source;
        this.positions = new Positions(text, source);
        this.offsets = CodePoints.of(text);
        this.parser = new ParserImpl(
                SETTINGS, new StreamReader(SETTINGS, new CharacterReader(PlainText.of(text, this::refuseControl))));
    }

    YamlDocument read() {
        YamlNode root = new YamlNode.Mapping(JSON.objectNode(), Map.of(), 0, 0);
        boolean complete = false;
        try {
            next(); // the stream begins
            if (next().getEventId() == Event.ID.DocumentStart) {
                Event first = next();
                refuseDirectives(start(first));
                root = value(first);
                refuseSecondDocument();
            }
            complete = true;
        } catch (BreakOff e) {
            // A problem says why.
        } catch (MarkedYamlEngineException e) {
            syntax(e);
        } catch (YamlEngineException e) {
            problem(ProblemCode.YAML_SYNTAX, lastStart(), "not YAML: the text cannot be read from here on", null);
        } catch (RuntimeException e) {
            // A fault of the parser. The text is a stranger's: nothing but its own reading may end by it.
            problem(ProblemCode.YAML_SYNTAX, lastStart(), "the YAML parser fails here", "write it differently");
        }
        if (!complete && outermost != null) {
            root = outermost.node();
        }
        return new YamlDocument(text, source, root, complete, problems);
    }

    private Event next() {
        Event event = parser.next();
        last = event;
        return event;
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

    private void refuseSecondDocument() {
        next(); // the document ends
        if (next().getEventId() == Event.ID.DocumentStart) {
            problem(
                    ProblemCode.YAML_LIMIT,
                    start(next()),
                    "a second YAML document begins here",
                    "remove '---'; a block is one document");
        }
    }

    private YamlNode value(Event event) {
        int start = start(event);
        boolean supported = refuseUnsupported((NodeEvent) event, start);
        if (event instanceof CollectionStartEvent collection) {
            if (path.size() >= YamlReader.DEEPEST) {
                throw breakOff(
                        start, "lists and mappings are nested more than " + YamlReader.DEEPEST + " levels deep", null);
            }
            return collection instanceof MappingStartEvent ? mapping(collection, start) : sequence(collection, start);
        }
        return supported && event instanceof ScalarEvent scalar
                ? scalar(scalar, start, end(event))
                : new YamlNode.Refused(start, end(event));
    }

    /** Returns whether the value itself can be read: that of an anchor can. */
    private boolean refuseUnsupported(NodeEvent node, int start) {
        if (node instanceof AliasEvent) {
            refuse(start, "YAML aliases are not supported", PLAINLY + ", or quote a string that begins with '*'");
            return false;
        }
        boolean tagged = tag(node).isPresent();
        // Of a node that has both, the place is that of the first.
        if (node.getAnchor().isPresent() && !(tagged && text.startsWith("!", start))) {
            refuse(start, "YAML anchors are not supported", "delete the word that begins with '&'");
        } else if (tagged) {
            refuse(start, "YAML tags are not supported", PLAINLY + ", or quote a string that begins with '!'");
        }
        return !tagged;
    }

    private static Optional<String> tag(NodeEvent node) {
        return node instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) node).getTag();
    }

    private void refuse(int offset, String message, String hint) {
        problem(ProblemCode.YAML_LIMIT, offset, message, hint);
    }

    private YamlNode mapping(Event begin, int start) {
        MappingBuilder mapping = new MappingBuilder(start, end(begin));
        if (path.isEmpty()) {
            outermost = mapping;
        }
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            int keyStart = start(event);
            String key = key((NodeEvent) event, keyStart);
            boolean twice = mapping.has(key);
            if (twice) {
                problem(
                        ProblemCode.DUPLICATE_KEY,
                        keyStart,
                        "duplicate key '" + Texts.shown(key) + "'",
                        "remove one of the two");
            }
            YamlNode value = value(next());
            if (!twice) {
                mapping.add(key, new YamlNode.Field(keyStart, value));
            }
            path.remove(path.size() - 1);
        }
        return mapping.node();
    }

    /** Reads a key, and adds it to the path. */
    private String key(NodeEvent event, int start) {
        if (event instanceof ScalarEvent scalar && scalar.getValue().length() <= LONGEST_KEY) {
            path.add(scalar.getValue());
            refuseUnsupported(event, start);
            return scalar.getValue();
        }
        if (event instanceof AliasEvent) {
            refuseUnsupported(event, start);
            throw new BreakOff();
        }
        throw breakOff(
                start,
                "this key or value is not supported",
                "use plain words of at most 1,000 characters as keys, not lists or mappings");
    }

    private YamlNode sequence(Event begin, int start) {
        List<YamlNode> items = new ArrayList<>();
        ArrayNode json = JSON.arrayNode();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            path.add(items.size());
            YamlNode item = value(event);
            items.add(item);
            json.add(item.json());
            path.remove(path.size() - 1);
        }
        return new YamlNode.Sequence(json, items, start, end(begin));
    }

    private YamlNode scalar(ScalarEvent scalar, int start, int end) {
        String value = scalar.getValue();
        Tag type = SETTINGS.getSchema()
                .getScalarResolver()
                .resolve(value, scalar.getImplicit().canOmitTagInPlainScalar());
        if (type.equals(Tag.NULL)) {
            return new YamlNode.Scalar(JSON.nullNode(), start, end);
        }
        if (type.equals(Tag.BOOL)) {
            return new YamlNode.Scalar(JSON.booleanNode(Boolean.parseBoolean(value)), start, end);
        }
        return type.equals(Tag.INT) || type.equals(Tag.FLOAT)
                ? number(value, start, end)
                : new YamlNode.Scalar(JSON.stringNode(value), start, end);
    }

    private YamlNode number(String digits, int start, int end) {
        if (digits.length() > YamlReader.LONGEST_NUMBER) {
            return refusedNumber("a number of more than " + YamlReader.LONGEST_NUMBER + " characters", start, end);
        }
        if (!JSON_NUMBER.matcher(digits).matches()) {
            return new YamlNode.Scalar(JSON.stringNode(digits), start, end);
        }
        if (digits.chars().allMatch(digit -> digit == '-' || Character.isDigit(digit))) {
            return new YamlNode.Scalar(whole(new BigInteger(digits)), start, end);
        }
        double number = Double.parseDouble(digits);
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

    private void syntax(MarkedYamlEngineException failure) {
        int offset = failure.getProblemMark().map(this::offset).orElseGet(this::lastStart);
        String said = failure.getProblem();
        problem(
                ProblemCode.YAML_SYNTAX,
                offset,
                "not YAML: " + Texts.shown(SyntaxHints.complaint(said), LONGEST_COMPLAINT),
                SyntaxHints.hint(said, text, offset));
    }

    private BreakOff breakOff(int offset, String message, @Nullable String hint) {
        problem(ProblemCode.YAML_LIMIT, offset, message, hint);
        return new BreakOff();
    }

    private void problem(ProblemCode code, int offset, String message, @Nullable String hint) {
        if (problems.size() < DocumentSchema.MOST_PROBLEMS) {
            Position position = positions.at(offset);
            problems.add(new Problem(code, position.line(), position.column(), Pointer.of(path), message, hint));
        }
    }

    private int lastStart() {
        return last == null ? 0 : start(last);
    }

    private int start(Event event) {
        return event.getStartMark().map(this::offset).orElse(0);
    }

    private int end(Event event) {
        return event.getEndMark().map(this::offset).orElse(0);
    }

    private int offset(Mark mark) {
        return offsets.utf16(mark.getIndex());
    }

    /** Reading ends here, and a problem says why. */
    private static final class BreakOff extends RuntimeException {
        private static final long serialVersionUID = 1;

        BreakOff() {
            super(null, null, false, false);
        }
    }
}
