package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;

/** What it means that work on a remote repository failed: told by the type and the status, never by a text, which holds the URL. */
final class RemoteFailure {

    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final String ADVERTISEMENT = "/info/refs";

    private RemoteFailure() {}

    /**
     * The exception for callers.
     *
     * @param what what could not be done, with the URL
     * @param status the server's last, or {@link GitConnections#NO_STATUS}
     */
    static RunnerException of(TransportException e, String what, int status) {
        if (e instanceof NoRemoteRepositoryException || status == 404 || status == 410) {
            return new RunnerException(
                    ErrorCode.NOT_FOUND,
                    what + ": the repository does not exist, or the token cannot see it; check the name and the token",
                    e);
        }
        if (MOVED.contains(status)) {
            return new RunnerException(
                    ErrorCode.REFUSED,
                    what + ": the server redirects elsewhere (" + status
                            + "), where no credentials are sent; set git.url to the address that it names",
                    e);
        }
        return switch (status) {
            case 401, 403 ->
                new RunnerException(
                        ErrorCode.REFUSED,
                        what + ": the server refuses (" + status
                                + "); check the token and its permission for this repository",
                        e);
            case 407 ->
                new RunnerException(
                        ErrorCode.REFUSED, what + ": the proxy wants other credentials (407); check HTTPS_PROXY", e);
            case 408, 425, 429 ->
                new RunnerException(
                        ErrorCode.UNREACHABLE, what + ": the server is busy (" + status + "); try again later", e);
            default ->
                status >= 400 && status < 500
                        ? new RunnerException(
                                ErrorCode.REFUSED, what + ": the server refuses (" + status + "); check git.url", e)
                        : new RunnerException(
                                ErrorCode.UNREACHABLE,
                                what + ": "
                                        + (status >= 500 ? "the server fails (" + status + ")" : cause(e))
                                        + "; check the network and try again",
                                e);
        };
    }

    /**
     * Where a redirection leads whose target is a repository of the same origin; empty for any other.
     *
     * @param asked the clone URL
     */
    static Optional<URI> renamed(URI asked, GitConnections connections) {
        String location = connections.location();
        if (!MOVED.contains(connections.status()) || location == null) {
            return Optional.empty();
        }
        try {
            URI target = URI.create(asked + ADVERTISEMENT).resolve(location);
            String path = target.getRawPath();
            boolean same = asked.getScheme().equalsIgnoreCase(target.getScheme())
                    && asked.getRawAuthority() != null
                    && asked.getRawAuthority().equalsIgnoreCase(target.getRawAuthority());
            return same && path != null && path.endsWith(ADVERTISEMENT)
                    ? Optional.of(target.resolve(path.substring(0, path.length() - ADVERTISEMENT.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The innermost cause says what went wrong, the outer ones only where. */
    private static String cause(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String text = inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
        return text.replaceAll("\\s+", " ").strip();
    }
}
