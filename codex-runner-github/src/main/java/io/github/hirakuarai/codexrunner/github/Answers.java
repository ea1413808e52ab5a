package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what an answer means: its value, or the exception that says what is wrong and what fixes it. */
final class Answers {

    private static final int PAGE_SIZE = 100;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int NOT_MODIFIED = 304;
    private static final int REASON_LIMIT = 300;
    private static final Set<Integer> MOVED = Set.of(301, 302, 307, 308);
    private static final Pattern LINK = Pattern.compile("<([^>]*)>\\s*;[^,]*?\\brel=\"?([a-z]+)\"?");
    private static final Pattern PAGE = Pattern.compile("(?<=[?&])page=([0-9]{1,9})(?=&|$)");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

    private final Origin origin;
    private final TextSanitizer texts;
    private final RateLimit limit;
    private final JsonMapper json;
    /** Whether this forge has ever linked one page to another. */
    private volatile boolean links;
    /** Whether anything that was asked for was there. */
    private volatile boolean answered;

    Answers(Origin origin, TextSanitizer texts, RateLimit limit, JsonMapper json) {
        this.origin = origin;
        this.texts = texts;
        this.limit = limit;
        this.json = json;
    }

    /** Where the answer sends the request instead; empty when it is an answer. */
    Optional<URI> redirect(String method, URI asked, HttpResponse<byte[]> response) {
        Optional<String> location = response.headers().firstValue("Location");
        if (!MOVED.contains(response.statusCode()) || location.isEmpty()) {
            return Optional.empty();
        }
        // 301 and 302 make other clients send a GET; a write is only sent on where its method is kept.
        if (!method.equals("GET") && response.statusCode() < 307) {
            throw new RefusedException(
                    response.statusCode(),
                    "moved",
                    origin.host() + " says that " + asked.getPath()
                            + " has moved: its repository was renamed, or the issue transferred; use the new name");
        }
        return Optional.of(origin.require(resolve(asked, location.get())));
    }

    /** The value of an answer. */
    Answer read(String method, URI asked, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status < 200 || status >= 300) {
            throw refusal(method, asked, response);
        }
        limit.passed();
        JsonNode body = parse(response).orElseThrow(() -> notTheApi(asked, response));
        answered = true;
        return new Answer(false, response.headers(), body, response.body().length);
    }

    /** What a forge says to whoever has the answer already. */
    Optional<Answer> unchanged(HttpResponse<byte[]> response) {
        if (response.statusCode() != NOT_MODIFIED) {
            return Optional.empty();
        }
        limit.passed();
        return Optional.of(new Answer(true, response.headers(), json.missingNode(), 0));
    }

    /**
     * What to check when something is not there: also the address of the API, as long as nothing was found at it.
     *
     * @param first what to check first
     */
    String toCheck(String first) {
        return "check " + first
                + (answered || origin.isGitHub()
                        ? " and the token's access"
                        : ", the token's access and github.apiUrl (an Enterprise Server's ends in /api/v3)");
    }

    /** One page of a list. */
    Page page(URI asked, Answer answer) {
        if (!answer.body().isArray()) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    origin.host() + " answers " + asked.getPath() + " with something other than a list");
        }
        List<JsonNode> items = new ArrayList<>(answer.body().values());
        List<String> header = answer.headers().allValues("Link");
        if (header.isEmpty()) {
            return new Page(
                    items, answer.size(), isLast(items.size(), answer.headers()) ? null : following(asked), null);
        }
        links = true;
        @Nullable URI next = null;
        @Nullable Integer pages = null;
        Matcher link = LINK.matcher(String.join(", ", header));
        while (link.find()) {
            URI target = resolve(asked, link.group(1));
            if (link.group(2).equals("next")) {
                next = origin.require(target);
            } else if (link.group(2).equals("last")) {
                OptionalInt last = pageNumber(target);
                pages = last.isPresent() ? Integer.valueOf(last.getAsInt()) : null;
            }
        }
        return new Page(items, answer.size(), next, pages);
    }

    /**
     * Whether a page without a {@code Link} is the last. A forge that links its pages leaves the header out when there is
     * one; so does GitHub, which names itself. Of any other only an empty page is the end, because a page may hold fewer items than
     * were asked for.
     */
    private boolean isLast(int items, HttpHeaders headers) {
        boolean linking = links || headers.firstValue("X-GitHub-Media-Type").isPresent();
        return items == 0 || (linking && items < PAGE_SIZE);
    }

    /** A text of the forge's for a message: on one line, and not long. */
    static String oneLine(String text) {
        String line = CONTROL.matcher(text).replaceAll(" ").strip();
        return line.length() <= REASON_LIMIT ? line : line.substring(0, REASON_LIMIT) + "…";
    }

    /** As {@link #oneLine}, and through the gate. */
    String plain(String text) {
        return texts.plain(oneLine(text));
    }

    private RunnerException refusal(String method, URI asked, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String what = method + " " + asked.getPath() + " (" + status + ")";
        if (status >= 500 && status != NOT_IMPLEMENTED) {
            return new LostAnswerException(origin.host() + " failed at " + what + ": try again later", null);
        }
        Optional<JsonNode> body = parse(response);
        String reason = plain(body.map(Answers::reason).orElse(""));
        if (RateLimit.limits(status, response.headers(), reason)) {
            return limit.limited(response.headers());
        }
        if (body.isEmpty() && status != 404 && status != NOT_IMPLEMENTED) {
            return notTheApi(asked, response);
        }
        String text = origin.host() + " refuses " + what + (reason.isEmpty() ? "" : ": " + reason);
        return new RefusedException(status, reason, text + hint(status, response.headers()));
    }

    private String hint(int status, HttpHeaders headers) {
        return switch (status) {
            case 401 -> " - the token is wrong, expired or revoked: set GITHUB_TOKEN to a valid one";
            case 403 ->
                headers.firstValue("X-Accepted-GitHub-Permissions")
                        .map(Answers::oneLine)
                        .map(permissions -> " - the token needs " + permissions)
                        .orElse(" - check what the token may do");
            case 404, 410 -> " - it does not exist, or the token cannot see it: " + toCheck("the name");
            default -> "";
        };
    }

    private RunnerException notTheApi(URI asked, HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("no content type");
        return new RunnerException(
                ErrorCode.REFUSED,
                origin.host() + " answers " + asked.getPath() + " with " + plain(type) + " ("
                        + response.statusCode()
                        + "), not with JSON: check github.apiUrl (an Enterprise Server's ends in"
                        + " /api/v3), and any proxy or login page in between");
    }

    /** What GitHub says of a refusal: a message, and for 422 a list of errors in one of two shapes. */
    private static String reason(JsonNode body) {
        StringBuilder reason = new StringBuilder(body.path("message").asString(""));
        for (JsonNode error : body.path("errors").values()) {
            String text = error.isString()
                    ? error.stringValue()
                    : error.path("message")
                            .stringValue(String.join(
                                    " ",
                                    error.path("resource").asString(""),
                                    error.path("field").asString(""),
                                    error.path("code").asString("")));
            reason.append("; ").append(text);
        }
        return reason.toString();
    }

    private Optional<JsonNode> parse(HttpResponse<byte[]> response) {
        byte[] bytes = response.body();
        if (bytes.length == 0) {
            return Optional.of(json.missingNode());
        }
        try {
            JsonNode node = json.readTree(bytes);
            return node.isContainer() ? Optional.of(node) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private URI resolve(URI asked, String text) {
        try {
            return asked.resolve(text);
        } catch (IllegalArgumentException e) {
            throw new RunnerException(
                    ErrorCode.REFUSED, origin.host() + " gives an invalid link at " + asked.getPath(), e);
        }
    }

    private static URI following(URI asked) {
        String text = asked.toString();
        Matcher page = PAGE.matcher(text);
        return URI.create(
                page.find()
                        ? text.substring(0, page.start(1))
                                + (Long.parseLong(page.group(1)) + 1)
                                + text.substring(page.end(1))
                        : text + (asked.getRawQuery() == null ? "?" : "&") + "page=2");
    }

    private static OptionalInt pageNumber(URI uri) {
        Matcher page = PAGE.matcher(uri.toString());
        return page.find() ? OptionalInt.of(Integer.parseInt(page.group(1))) : OptionalInt.empty();
    }
}
