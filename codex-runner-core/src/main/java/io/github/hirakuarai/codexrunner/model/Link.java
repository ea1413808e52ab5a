package io.github.hirakuarai.codexrunner.model;

import java.net.URI;

/**
 * A visible result of a run.
 *
 * @param kind {@code pull_request}, {@code comment}, {@code branch}, {@code report}, or a kind of a plugin
 * @param text what to show: {@code octo/app#12}
 * @param url its web page
 */
public record Link(String kind, String text, URI url) {}
