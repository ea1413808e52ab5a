package io.github.hirakuarai.codexrunner.testkit.brief;

import io.github.hirakuarai.codexrunner.model.Brief;

/**
 * Writes briefs as YAML or JSON. What is written is read as the same brief, but is not made by the reader's own rules: it
 * follows YAML's and JSON's specifications alone.
 */
public final class BriefWriter {

    private BriefWriter() {}

    /** Writes YAML as a careful person does: the fields in the order of the documentation, quotes where they are needed. */
    public static String yaml(Brief brief) {
        return yaml(brief, 0);
    }

    /**
     * Writes YAML in one of many ways: any order of fields, blocks and flows, every style of quoting, comments, {@code x-…}
     * fields.
     *
     * @param style any number; 0 is the plain way
     */
    public static String yaml(Brief brief, int style) {
        return new YamlWriter(new Style(style)).write(BriefFields.of(brief));
    }

    /** Writes JSON, indented by two spaces. */
    public static String json(Brief brief) {
        return json(brief, 0);
    }

    /**
     * Writes JSON as one program or another does: indented or not, more or less escaped.
     *
     * @param style any number; 0 is the plain way
     */
    public static String json(Brief brief, int style) {
        return new JsonWriter(new Style(style)).write(BriefFields.of(brief));
    }
}
