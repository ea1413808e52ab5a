package io.github.hirakuarai.codexrunner.executor.host;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What it takes to go on in a workspace that an earlier process of the runner brought to its base.
 *
 * @param workdir the steps' working directory
 * @param root the top of the clone's files
 * @param gitDir its HEAD and index
 * @param commonDir its refs and objects
 * @param base the base commit
 * @param traces how git stood when the steps began
 */
record WorkspaceState(String workdir, String root, String gitDir, String commonDir, String base, GitTraces traces) {

    /** As text, for the runner to keep. */
    String text() {
        Properties values = new Properties();
        values.setProperty("workdir", workdir);
        values.setProperty("root", root);
        values.setProperty("gitDir", gitDir);
        values.setProperty("commonDir", commonDir);
        values.setProperty("base", base);
        values.setProperty("head", traces.head());
        values.setProperty("halfDone", String.join(" ", traces.halfDone()));
        traces.branches().forEach((name, commit) -> values.setProperty("branch." + name, commit));
        StringWriter text = new StringWriter();
        try {
            values.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static WorkspaceState of(String text) {
        Properties values = new Properties();
        try {
            values.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> branches = new TreeMap<>();
        for (String name : values.stringPropertyNames()) {
            if (name.startsWith("branch.")) {
                branches.put(name.substring("branch.".length()), values.getProperty(name));
            }
        }
        String halfDone = values.getProperty("halfDone", "");
        return new WorkspaceState(
                values.getProperty("workdir", ""),
                values.getProperty("root", ""),
                values.getProperty("gitDir", ""),
                values.getProperty("commonDir", ""),
                values.getProperty("base", ""),
                new GitTraces(
                        values.getProperty("head", ""),
                        halfDone.isEmpty() ? List.of() : List.of(halfDone.split(" ")),
                        branches));
    }
}
