package io.github.hirakuarai.codexrunner.forge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a GraphQL query: fields with aliases, arguments and selections, and inline fragments. Named fragments,
 * directives, mutations and object values are not read.
 */
final class GraphQlQuery {

    private static final Pattern TOKEN =
            Pattern.compile("[\\s,]+|#[^\\n]*|(\\.\\.\\.|[{}()\\[\\]:!=$@|]|\"(?:[^\"\\\\]|\\\\.)*\"|[-\\w.]+)");

    private final List<String> tokens = new ArrayList<>();
    private final JsonNode variables;
    private int at;

    private GraphQlQuery(String text, JsonNode variables) {
        this.variables = variables;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            if (matcher.group(1) != null) {
                tokens.add(matcher.group(1));
            }
        }
        if (end != text.length()) {
            throw new SyntaxException("Expected one of SCHEMA, SCALAR, TYPE, … at character " + end);
        }
    }

    /**
     * A field, or an inline fragment.
     *
     * @param alias the name in the answer
     * @param name the field's name; {@code ...} for a fragment
     * @param onType a fragment's type; null for a field, and for a fragment without one
     * @param arguments by name, variables put in
     * @param selections what is wanted of the value; empty for a scalar
     */
    record Selection(
            String alias,
            String name,
            @Nullable String onType,
            Map<String, JsonNode> arguments,
            List<Selection> selections) {

        boolean isFragment() {
            return name.equals("...");
        }
    }

    /** A text that is no query that the forge can read. */
    static final class SyntaxException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SyntaxException(String message) {
            super(message);
        }
    }

    static List<Selection> parse(String text, JsonNode variables) {
        GraphQlQuery query = new GraphQlQuery(text, variables);
        if (!query.peek().equals("{")) {
            query.operation();
        }
        List<Selection> selections = query.selections();
        if (query.at < query.tokens.size()) {
            throw new SyntaxException(
                    "the loopback forge reads one query without named fragments; it found more: " + query.peek());
        }
        return selections;
    }

    private void operation() {
        String kind = next();
        if (!kind.equals("query")) {
            throw new SyntaxException("the loopback forge answers queries only, not: " + kind);
        }
        // The operation's name and its variables' types mean nothing here.
        int depth = 0;
        while (depth > 0 || !peek().equals("{")) {
            String token = next();
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
        }
    }

    private List<Selection> selections() {
        expect("{");
        List<Selection> selections = new ArrayList<>();
        while (!peek().equals("}")) {
            selections.add(peek().equals("...") ? fragment() : field());
        }
        expect("}");
        return selections;
    }

    private Selection fragment() {
        String dots = next();
        String type = null;
        if (peek().equals("on")) {
            next();
            type = next();
        }
        return new Selection(dots, dots, type, Map.of(), selections());
    }

    private Selection field() {
        String alias = name();
        String field = alias;
        if (peek().equals(":")) {
            next();
            field = name();
        }
        Map<String, JsonNode> arguments = new LinkedHashMap<>();
        if (peek().equals("(")) {
            next();
            while (!peek().equals(")")) {
                String argument = name();
                expect(":");
                arguments.put(argument, value());
            }
            next();
        }
        return new Selection(alias, field, null, arguments, peek().equals("{") ? selections() : List.of());
    }

    private JsonNode value() {
        String token = next();
        if (token.equals("$")) {
            return variables.path(next());
        } else if (token.equals("[")) {
            List<JsonNode> values = new ArrayList<>();
            while (!peek().equals("]")) {
                values.add(value());
            }
            next();
            return Json.array(values);
        } else if (token.startsWith("\"")) {
            return Json.parse(token.getBytes(StandardCharsets.UTF_8));
        }
        return Json.node(token);
    }

    private String name() {
        String token = next();
        if (!token.matches("[_A-Za-z][_0-9A-Za-z]*")) {
            throw new SyntaxException("Parse error on \"" + token + "\"");
        }
        return token;
    }

    private void expect(String token) {
        String found = next();
        if (!found.equals(token)) {
            throw new SyntaxException("Parse error on \"" + found + "\", expected \"" + token + "\"");
        }
    }

    private String peek() {
        if (at >= tokens.size()) {
            throw new SyntaxException("Unexpected end of document");
        }
        return tokens.get(at);
    }

    private String next() {
        String token = peek();
        at++;
        return token;
    }
}
