package io.github.hirakuarai.codexrunner.yaml;

import java.util.List;

/** JSON pointers (RFC 6901), and how a path is written for people. */
final class Pointer {

    private Pointer() {}

    /** The pointer of a path of keys and indexes. */
    static String of(List<Object> path) {
        StringBuilder pointer = new StringBuilder();
        for (Object step : path) {
            pointer.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    /** The path as people write it: {@code steps[0].name}. */
    static String label(List<Object> path) {
        StringBuilder label = new StringBuilder();
        for (Object step : path) {
            if (step instanceof Integer index) {
                label.append('[').append(index).append(']');
            } else {
                label.append(label.isEmpty() ? "" : ".").append(Texts.shown(step.toString()));
            }
        }
        return label.toString();
    }
}
