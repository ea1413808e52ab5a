package io.github.hirakuarai.codexrunner.forge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The REST interface but for its operations: who asks, the limits, the addresses by number, ETags. */
final class RestFront {

    private static final Pattern BY_NUMBER = Pattern.compile("/repositories/(\\d{1,18})(/.*)?");
    private static final String LIMITS = "/rate_limit";

    private final ForgeState state;
    private final Router router;
    private final RateLimits limits;

    RestFront(Services services, RateLimits limits) {
        this.state = services.state();
        this.limits = limits;
        this.router = routes(services);
    }

    /** Every operation but {@code /rate_limit}, which is answered before all others. */
    static Router routes(Services services) {
        Router router = new Router();
        new AccountRoutes(services).register(router);
        new AppRoutes(services).register(router);
        new RepositoryRoutes(services).register(router);
        new IssueRoutes(services).register(router);
        new CommentRoutes(services).register(router);
        new LabelRoutes(services).register(router);
        new PullRoutes(services).register(router);
        new ReviewCommentRoutes(services).register(router);
        return router;
    }

    /** Answers a request under {@code /api/v3}. */
    Answer answer(Incoming incoming, Optional<ForgeUser> actor) {
        synchronized (state) {
            RateLimits.Window window = limits.of(actor.orElse(null), state.now());
            String path = incoming.path().substring(Incoming.API.length());
            if (incoming.token().isPresent() && actor.isEmpty()) {
                return Answer.refusal(ApiException.badCredentials()).with(window.headers());
            }
            if (path.equals(LIMITS)) {
                return Answer.ok(window.overview()).with(window.headers());
            }
            if (window.exhausted()) {
                String who = actor.map(ForgeUser::login).orElse("127.0.0.1");
                return Answer.refusal(ApiException.forbidden("API rate limit exceeded for " + who + "."))
                        .with(window.headers());
            }
            Answer answer = validate(incoming, operate(incoming, path, actor));
            if (answer.status() != 304) {
                window.count();
            }
            return answer.with(window.headers()).with("x-github-media-type", "github.v3; format=json");
        }
    }

    private Answer operate(Incoming incoming, String rawPath, Optional<ForgeUser> actor) {
        try {
            String path = byName(rawPath);
            Router.Found found = router.find(incoming.method(), path).orElseThrow(ApiException::notFound);
            return found.operation()
                    .answer(new Call(
                            path,
                            found.parameters(),
                            Call.parseQuery(incoming.query()),
                            actor.orElse(null),
                            Json.parse(incoming.body().bytes())));
        } catch (ApiException e) {
            return Answer.refusal(e);
        }
    }

    /** Links name repositories by their numbers; operations know them by their names. */
    private String byName(String path) {
        Matcher matcher = BY_NUMBER.matcher(path);
        if (!matcher.matches()) {
            return path;
        }
        RepositoryEntry repository =
                state.repository(Long.parseLong(matcher.group(1))).orElseThrow(ApiException::notFound);
        String rest = matcher.group(2);
        return "/repos/" + repository.name + (rest == null ? "" : rest);
    }

    /** Gives a successful GET its ETag, and 304 to whoever has that already. */
    private static Answer validate(Incoming incoming, Answer answer) {
        if (!incoming.method().equals("GET") || answer.status() != 200) {
            return answer;
        }
        String tag = "W/\"" + hash(answer.body().bytes()) + "\"";
        boolean known = incoming.header("if-none-match").filter(tag::equals).isPresent();
        Answer validated = known ? new Answer(304, answer.headers(), Body.EMPTY) : answer;
        return validated.with("etag", tag).with("cache-control", "private, max-age=60, s-maxage=60");
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
