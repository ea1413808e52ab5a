package io.github.hirakuarai.codexrunner.model;

import java.net.URI;

/**
 * A visible result of a run.
 *
 * @param kind {@code pull_request}, {@code comment}, {@code branch}, {@code report}, or a kind of a plugin
 * @param text what to show: {@code octo/app#12}
 * @param url its web page
 */
public record Link(String kind, String text, URI url) {

    /** The most characters that an address may have: many links have to stand in one comment. */
    public static final int LONGEST_URL = 2_000;

    /** Returns whether an address may be shown as a link: {@code http} or {@code https}, with a host and without credentials. */
    public static boolean isWebPage(URI url) {
        return ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null;
    }
}
