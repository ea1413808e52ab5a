package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.draft.Proposal.Part;
import io.github.hirakuarai.codexrunner.draft.Proposal.Unread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a proposal out of JSON, tolerantly: unknown fields are ignored, a single value counts as a list of one, and what has
 * another type than expected is reported instead of failing.
 */
final class ProposalReader {

    /** More of a list than this is left out and reported. */
    static final int MOST = 100;

    private static final List<String> COMMAND_FIELDS = List.of("cmd", "command", "run", "shell");
    private static final List<String> TITLE_FIELDS = List.of("desc", "description", "title", "name", "id");
    private static final List<String> PATH_FIELDS = List.of("path", "file");

    private final JsonNode json;
    private final ProposalFormat format;
    private final List<Unread> unread = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();

    private ProposalReader(JsonNode json, ProposalFormat format) {
        this.json = json;
        this.format = format;
    }

    static Proposal read(JsonNode json, ProposalFormat format) {
        return new ProposalReader(json, format).read();
    }

    private Proposal read() {
        List<Part> parts = parts(format == ProposalFormat.ASK ? "plan" : "tasks");
        @Nullable String header = text("context_header");
        return new Proposal(
                format,
                header,
                header(header),
                format == ProposalFormat.CONTRACT ? text("work_branch") : null,
                understanding(),
                parts,
                texts(json.get("acceptance"), "acceptance", COMMAND_FIELDS),
                evidence,
                unread);
    }

    /** A list of parts, or one object whose commands are the whole plan. */
    private List<Part> parts(String field) {
        @Nullable JsonNode plan = json.get(field);
        if (plan == null || plan.isNull()) {
            unread.add(new Unread("todo.no-plan", field));
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode entry : entries(plan, field)) {
            String place = field + "[" + parts.size() + "]";
            if (entry.isObject()) {
                evidence.addAll(texts(entry.get("evidence"), place + ".evidence", PATH_FIELDS));
                parts.add(new Part(
                        TITLE_FIELDS.stream()
                                .map(entry::get)
                                .filter(title -> title != null
                                        && title.isString()
                                        && !title.stringValue().isBlank())
                                .findFirst()
                                .map(JsonNode::stringValue)
                                .orElse(""),
                        texts(entry.get("commands"), place + ".commands", COMMAND_FIELDS),
                        texts(entry.get("risks"), place + ".risks", TITLE_FIELDS)));
            } else if (entry.isString()) {
                parts.add(new Part(entry.stringValue(), List.of(), List.of()));
            } else {
                unread.add(new Unread("todo.unread", place));
            }
        }
        return List.copyOf(parts);
    }

    private List<String> texts(@Nullable JsonNode node, String place, List<String> fields) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : entries(node, place)) {
            Stream<@Nullable JsonNode> values =
                    entry.isObject() ? fields.stream().map(entry::get) : Stream.of(entry);
            values.filter(value -> value != null && value.isString())
                    .findFirst()
                    .ifPresentOrElse(
                            value -> texts.add(value.stringValue()),
                            () -> unread.add(new Unread("todo.unread", place)));
        }
        return List.copyOf(texts);
    }

    private List<JsonNode> entries(JsonNode node, String place) {
        if (!node.isArray()) {
            return List.of(node);
        }
        if (node.size() > MOST) {
            unread.add(new Unread("todo.too-many", place, MOST));
        }
        return node.valueStream().limit(MOST).toList();
    }

    private Map<String, String> understanding() {
        Map<String, String> understanding = new LinkedHashMap<>();
        @Nullable JsonNode node = json.get("understanding");
        if (node != null && node.isString()) {
            understanding.put("", node.stringValue());
        } else if (node != null && node.isObject()) {
            for (String key : List.of("C", "G", "delta", "assumptions", "unknowns")) {
                @Nullable JsonNode value = node.get(key);
                if (value != null) {
                    List<String> texts = new ArrayList<>();
                    (value.isArray() ? value.valueStream().limit(MOST) : Stream.of(value))
                            .filter(JsonNode::isString)
                            .forEach(text -> texts.add(text.stringValue()));
                    understanding.put(key, String.join(" / ", texts));
                }
            }
        }
        @Nullable JsonNode confidence = json.get("confidence");
        if (confidence != null && confidence.isNumber()) {
            understanding.put("confidence", confidence.asString());
        }
        understanding.values().removeIf(String::isBlank);
        return understanding;
    }

    private @Nullable String text(String field) {
        @Nullable JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            unread.add(new Unread("todo.unread", field));
            return null;
        }
        return value.stringValue();
    }

    /** {@code repo=app / branch=feat/x / phase=3}: parted by slashes with blanks around them. */
    private static Map<String, String> header(@Nullable String header) {
        Map<String, String> values = new LinkedHashMap<>();
        if (header != null) {
            for (String part : header.split("\\s+/\\s+", MOST)) {
                int sign = part.indexOf('=');
                if (sign > 0) {
                    values.putIfAbsent(
                            part.substring(0, sign).strip().toLowerCase(Locale.ROOT),
                            part.substring(sign + 1).strip());
                }
            }
        }
        return values;
    }
}
