package io.github.hirakuarai.codexrunner.model;

import java.net.URI;

/**
 * Something visible that a run left behind.
 *
 * @param kind {@code pull_request}, {@code comment}, {@code branch}, {@code report}, or a plugin's own word
 * @param text what to show: {@code octo/app#12}
 * @param url the page for people
 */
public record Link(String kind, String text, URI url) {}
