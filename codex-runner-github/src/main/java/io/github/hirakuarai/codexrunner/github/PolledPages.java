package io.github.hirakuarai.codexrunner.github;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The first page of each list that polls ask for again and again, with the tag by which the forge says that it is unchanged: such an
 * answer is empty, and costs nothing of the quota. Safe for many threads.
 */
final class PolledPages {

    /** By the list's path: when its query changes, the page before is of no use. */
    private final Map<String, Known> pages = new ConcurrentHashMap<>();

    /** What is known of this very address. */
    Optional<Known> at(URI uri) {
        return Optional.ofNullable(pages.get(uri.getPath()))
                .filter(known -> known.uri().equals(uri));
    }

    /** Keeps a page that was read, if the answer has a tag. */
    void keep(URI uri, Answer answer, Page page) {
        answer.headers()
                .firstValue("ETag")
                .ifPresentOrElse(
                        tag -> pages.put(uri.getPath(), new Known(uri, tag, page)), () -> pages.remove(uri.getPath()));
    }

    /** What could not be read whole is asked for anew. */
    void forget() {
        pages.clear();
    }

    record Known(URI uri, String tag, Page page) {}
}
