package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a record as one line of JSON, and reads it: only what a runner would have written under that name. Unknown keys are
 * left to newer versions.
 */
final class RecordFormat {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LONGEST_LEASE = Duration.ofDays(366);

    private static final Pattern PLACE = Pattern.compile("(?<host>[^/\\s]{1,255})/(?<repository>[0-9]{1,18})"
            + "/(?<kind>[a-z]{1,4})/(?<document>[0-9]{1,18})/(?<ordinal>[1-9][0-9]{0,4})");

    private static final Pattern BRANCH = Pattern.compile("codex/[0-9a-z-]{1,120}");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,300}");

    private RecordFormat() {}

    static String write(LedgerRecord record) {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION);
        json.put("state", record.state().name());
        json.put("attempt", record.attempt());
        if (record.result() != null) {
            json.put("result", record.result().text());
        }
        if (record.failure() != null) {
            json.put("failure", record.failure());
        }
        if (record.message() != null) {
            json.put("message", record.message());
        }
        json.put("brief", record.id().toString());
        json.put("digest", record.digest().toString());
        json.put("runner", record.runner());
        json.put("run", record.run().value());
        json.put("at", record.at().toString());
        json.put("lease", record.lease().toString());
        if (record.branch() != null) {
            json.put("branch", record.branch());
        }
        if (record.statusComment() != null) {
            json.put("statusComment", record.statusComment());
        }
        ArrayNode commands = json.putArray("spentCommands");
        record.spentCommands().forEach(commands::add);
        ArrayNode links = json.putArray("links");
        for (Link link : record.links()) {
            links.addObject()
                    .put("kind", link.kind())
                    .put("text", link.text())
                    .put("url", link.url().toString());
        }
        if (record.request() != null) {
            write(record.request(), json.putObject("request"));
        }
        json.put("place", record.place());
        json.put("occurrence", record.occurrence());
        json.put("key", record.key().hex());
        json.put("nonce", record.nonce());
        return json.toString();
    }

    private static void write(AttemptRequest request, ObjectNode json) {
        if (request.lane() != null) {
            json.put("lane", request.lane());
        }
        write(request.author(), json.putObject("author"));
        if (request.editor() != null) {
            write(request.editor(), json.putObject("editor"));
        }
        if (request.retriedBy() != null) {
            write(request.retriedBy(), json.putObject("retriedBy"));
        }
        if (request.cancelledBy() != null) {
            write(request.cancelledBy(), json.putObject("cancelledBy"));
        }
        if (!request.approvals().isEmpty()) {
            ArrayNode approvals = json.putArray("approvals");
            request.approvals()
                    .forEach(approval -> write(
                            approval.by(),
                            approvals.addObject().put("at", approval.at().toString())));
        }
    }

    private static void write(Account account, ObjectNode json) {
        json.put("id", account.id()).put("login", account.login()).put("bot", account.bot());
    }

    /**
     * Reads a record.
     *
     * @param name of the ref that holds it
     * @throws UnreadableException when a runner would not have written it there
     */
    static LedgerRecord read(BriefRef name, String message) throws UnreadableException {
        LedgerRecord record;
        try {
            JsonNode json = JSON.readTree(message);
            int version = json.required("v").intValue();
            if (version > VERSION) {
                throw new UnreadableException(
                        "a newer codex-runner wrote it (record version " + version + "); update this one");
            }
            record = record(json);
        } catch (JacksonException | IllegalArgumentException | DateTimeException | NoSuchElementException e) {
            throw new UnreadableException("it is not a record of codex-runner");
        }
        require(record.issue().equals(name.issue()), "it names another issue than its ref");
        require(record.key().equals(name.key()), "its key is not the one that its ref names");
        requireWritten(record);
        return record;
    }

    private static LedgerRecord record(JsonNode json) {
        BriefId id = BriefId.parse(KeyedRefs.text(json, "brief")).orElseThrow();
        return new LedgerRecord(
                BriefState.valueOf(KeyedRefs.text(json, "state")),
                json.required("attempt").intValue(),
                json.has("result")
                        ? Result.valueOf(KeyedRefs.text(json, "result").toUpperCase(Locale.ROOT))
                        : null,
                json.has("failure") ? KeyedRefs.text(json, "failure") : null,
                json.has("message") ? KeyedRefs.text(json, "message") : null,
                document(id, KeyedRefs.text(json, "place")),
                id.ordinal(),
                json.has("occurrence") ? json.get("occurrence").intValue() : 1,
                Digest.parse(KeyedRefs.text(json, "digest")).orElseThrow(),
                KeyedRefs.text(json, "runner"),
                new RunId(KeyedRefs.text(json, "run")),
                KeyedRefs.text(json, "nonce"),
                Instant.parse(KeyedRefs.text(json, "at")),
                Duration.parse(KeyedRefs.text(json, "lease")),
                json.has("branch") ? KeyedRefs.text(json, "branch") : null,
                json.has("statusComment") ? json.get("statusComment").longValue() : null,
                texts(json.required("spentCommands")),
                links(json.required("links")),
                json.has("request") ? request(json.get("request")) : null);
    }

    private static AttemptRequest request(JsonNode json) {
        return new AttemptRequest(
                json.has("lane") ? KeyedRefs.text(json, "lane") : null,
                account(json.required("author")),
                json.has("editor") ? account(json.get("editor")) : null,
                json.has("retriedBy") ? account(json.get("retriedBy")) : null,
                json.has("cancelledBy") ? account(json.get("cancelledBy")) : null,
                approvals(json.path("approvals")));
    }

    private static List<AttemptRequest.Approval> approvals(JsonNode json) {
        List<AttemptRequest.Approval> approvals = new ArrayList<>();
        json.forEach(approval -> approvals.add(
                new AttemptRequest.Approval(account(approval), Instant.parse(KeyedRefs.text(approval, "at")))));
        return approvals;
    }

    private static Account account(JsonNode json) {
        return new Account(
                json.required("id").longValue(),
                KeyedRefs.text(json, "login"),
                json.required("bot").booleanValue());
    }

    private static DocumentRef document(BriefId id, String place) {
        Matcher numbers = PLACE.matcher(place);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("not a place: " + place);
        }
        DocumentRef document = new DocumentRef(
                numbers.group("host"),
                Long.parseLong(numbers.group("repository")),
                id.repository(),
                id.number(),
                DocumentKind.ofMark(numbers.group("kind")).orElseThrow(),
                Long.parseLong(numbers.group("document")));
        if (!BriefId.of(document, Integer.parseInt(numbers.group("ordinal"))).equals(id)) {
            throw new IllegalArgumentException(place + " is not the place of " + id);
        }
        return document;
    }

    /** What no runner would write, although it has the form. */
    private static void requireWritten(LedgerRecord record) throws UnreadableException {
        @Nullable Result result = record.result();
        require(
                record.state() != BriefState.NEW
                        && (result == null ? !record.state().terminal() : result.state() == record.state()),
                "its state and its result contradict each other");
        require(
                !record.lease().isZero()
                        && !record.lease().isNegative()
                        && record.lease().compareTo(LONGEST_LEASE) <= 0,
                "its lease is not one that can be configured");
        require(record.branch() == null || BRANCH.matcher(record.branch()).matches(), "its branch is not a run's");
        require(record.statusComment() == null || record.statusComment() > 0, "its comment has no id");
        require(
                Stream.of(
                                Stream.of(record.runner(), record.nonce()),
                                record.spentCommands().stream(),
                                names(record.request()))
                        .flatMap(texts -> texts)
                        .allMatch(text -> LINE.matcher(text).matches()),
                "it holds control characters");
        require(record.failure() == null || LINE.matcher(record.failure()).matches(), "its failure has no code");
        require(record.message() == null || LINE.matcher(record.message()).matches(), "its message is not one line");
        require(
                record.links().stream().map(Link::url).allMatch(Link::isWebPage),
                "a link of it does not lead to a web page");
    }

    private static Stream<String> names(@Nullable AttemptRequest request) {
        return request == null
                ? Stream.empty()
                : Stream.concat(
                        Stream.ofNullable(request.lane()),
                        Stream.concat(
                                        Stream.of(
                                                        Optional.of(request.author()),
                                                        Optional.ofNullable(request.editor()),
                                                        Optional.ofNullable(request.retriedBy()),
                                                        Optional.ofNullable(request.cancelledBy()))
                                                .flatMap(Optional::stream),
                                        request.approvals().stream().map(AttemptRequest.Approval::by))
                                .map(Account::login));
    }

    private static void require(boolean holds, String otherwise) throws UnreadableException {
        if (!holds) {
            throw new UnreadableException(otherwise);
        }
    }

    private static List<String> texts(JsonNode json) {
        List<String> texts = new ArrayList<>();
        json.forEach(text -> texts.add(KeyedRefs.text(text)));
        return texts;
    }

    private static List<Link> links(JsonNode json) {
        List<Link> links = new ArrayList<>();
        json.forEach(link -> links.add(new Link(
                KeyedRefs.text(link, "kind"), KeyedRefs.text(link, "text"), URI.create(KeyedRefs.text(link, "url")))));
        return links;
    }
}
