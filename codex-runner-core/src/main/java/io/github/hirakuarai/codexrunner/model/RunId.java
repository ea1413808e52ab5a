package io.github.hirakuarai.codexrunner.model;

import java.util.regex.Pattern;

/**
 * Identifies a run, which is one attempt of one brief by one runner, and names its folder on the runner's machine.
 *
 * @param value UTC time, the brief's stem and random digits: {@code 20261121T050403Z-774-c12-4f1a09}
 */
public record RunId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z-]{1,100}");

    public RunId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a run's id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
