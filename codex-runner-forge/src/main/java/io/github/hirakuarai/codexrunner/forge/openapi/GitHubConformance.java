package io.github.hirakuarai.codexrunner.forge.openapi;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Level;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks recorded requests against a trimmed copy of GitHub's OpenAPI description.
 *
 * <p>What holds: an operation that was served is in the description; a request that was not refused has the parameters
 * and the body that the description wants; an answer has a status that the operation may give and a body of its shape.
 * A refusal (401, 403, 404, 422, 429, 5xx) that the description does not list for an operation is taken as GitHub's
 * description of refusals in general, which every operation gives. Members that a schema does not know are let pass, as
 * the description does.
 */
public final class GitHubConformance {

    private static final String API = "/api/v3";
    private static final Pattern BY_NUMBER = Pattern.compile("/repositories/\\d+(/.*)?");
    /** Of these the last variable may hold slashes, which the validator's paths cannot. */
    private static final Pattern SLASHES =
            Pattern.compile("(/repos/[^/]+/[^/]+/(?:git/ref|git/matching-refs|branches)/)(.+)");

    private static final Set<Integer> GENERAL_REFUSALS = Set.of(401, 403, 404, 422, 429, 500, 502, 503);

    private GitHubConformance() {}

    /** What does not conform, a line each; requests that are not to the REST interface, or were cut, are passed over. */
    public static List<String> violations(List<RecordedRequest> requests) {
        List<String> violations = new ArrayList<>();
        for (RecordedRequest request : requests) {
            if (request.path().startsWith(API + "/") && request.status() != 0) {
                check(request, violations);
            }
        }
        return violations;
    }

    private static void check(RecordedRequest recorded, List<String> violations) {
        Request request = request(recorded);
        SimpleResponse response = response(recorded);
        OpenApiInteractionValidator validator = Holder.VALIDATOR;
        boolean refused = recorded.status() >= 400;
        ValidationReport report = refused
                ? validator.validateResponse(request.getPath(), request.getMethod(), response)
                : validator.validate(request, response);
        for (ValidationReport.Message message : report.getMessages()) {
            if (message.getLevel() == Level.ERROR && !isGeneral(recorded, message.getKey())) {
                violations.add(recorded + ": " + describe(message));
            }
        }
    }

    /** A path or method that nobody knows is rightly 404; a refusal in general has no shape of its own. */
    private static boolean isGeneral(RecordedRequest recorded, String key) {
        if (recorded.status() < 400) {
            return (isUnchanged(recorded) || isMoved(recorded)) && key.equals("validation.response.status.unknown");
        }
        return switch (key) {
            case "validation.request.path.missing", "validation.request.operation.notAllowed" ->
                recorded.status() == 404;
            case "validation.response.status.unknown" ->
                GENERAL_REFUSALS.contains(recorded.status())
                        && recorded.responseBody().contains("\"message\"")
                        && recorded.responseBody().contains("\"documentation_url\"");
            default -> false;
        };
    }

    /** Any GET may say what is known already, and be answered in one word; the description has that for a few paths only. */
    private static boolean isUnchanged(RecordedRequest recorded) {
        return recorded.status() == 304
                && recorded.method().equals("GET")
                && recorded.requestHeaders().containsKey("if-none-match")
                && recorded.responseBody().isEmpty();
    }

    /** Any path below a renamed repository leads on, as GitHub's guide to redirections says; the description has that for a few. */
    private static boolean isMoved(RecordedRequest recorded) {
        return recorded.status() == 301
                && recorded.method().equals("GET")
                && recorded.responseBody().contains("\"url\"");
    }

    private static Request request(RecordedRequest recorded) {
        SimpleRequest.Builder request = new SimpleRequest.Builder(recorded.method(), path(recorded), true);
        for (String pair : recorded.query().split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                request.withQueryParam(decode(equals < 0 ? pair : pair.substring(0, equals)), decode(value));
            }
        }
        if (!recorded.requestBody().isEmpty()) {
            request.withBody(recorded.requestBody()).withContentType("application/json");
        }
        return request.build();
    }

    private static SimpleResponse response(RecordedRequest recorded) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(recorded.status());
        if (!recorded.responseBody().isEmpty()) {
            String type = recorded.responseHeaders().getOrDefault("content-type", "");
            response.withBody(recorded.responseBody()).withContentType(type);
        }
        return response.build();
    }

    private static String path(RecordedRequest recorded) {
        String path = recorded.path().substring(API.length());
        Matcher byNumber = BY_NUMBER.matcher(path);
        if (byNumber.matches()) {
            String rest = byNumber.group(1);
            path = "/repos/owner/name" + (rest == null ? "" : rest);
        }
        Matcher slashes = SLASHES.matcher(path);
        return slashes.matches() ? slashes.group(1) + slashes.group(2).replace("/", "%2F") : path;
    }

    private static String describe(ValidationReport.Message message) {
        StringBuilder text = new StringBuilder(message.getKey()).append(": ").append(message.getMessage());
        message.getAdditionalInfo().forEach(info -> text.append("; ").append(info));
        message.getNestedMessages()
                .forEach(nested -> text.append(" [").append(describe(nested)).append("]"));
        return text.toString().replaceAll("\\s+", " ");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Reading the description takes a second or two: only when it is needed, and once. */
    private static final class Holder {

        static final OpenApiInteractionValidator VALIDATOR = load();

        private static OpenApiInteractionValidator load() {
            try (InputStream in = GitHubConformance.class.getResourceAsStream("github.json")) {
                if (in == null) {
                    throw new IllegalStateException("the description github.json is not packed with the testkit");
                }
                return OpenApiInteractionValidator.createForInlineApiSpecification(
                                new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .withLevelResolver(LevelResolver.create()
                                .withLevel("validation.schema.additionalProperties", Level.IGNORE)
                                .build())
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
