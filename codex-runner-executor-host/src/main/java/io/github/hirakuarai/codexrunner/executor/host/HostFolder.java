package io.github.hirakuarai.codexrunner.executor.host;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The clone of one workspace and the run's private folder, on the host.
 *
 * @param host where they are
 * @param root the top of the clone's files
 * @param gitDir its HEAD and index
 * @param commonDir its refs and objects
 * @param folder the run's: the shadow, the output folder and the steps' files are in it
 */
record HostFolder(HostShell host, String root, String gitDir, String commonDir, String folder) {

    /** Asks the host something about them. */
    List<String> ask(String verb, String... more) {
        return host.ask(words(verb, more));
    }

    /** Asks with something on standard input. */
    List<String> ask(HostShell.Input input, String verb, String... more) {
        return host.ask(input, words(verb, more));
    }

    /** Asks for records and then content; the caller closes it. */
    InputStream content(HostShell.Input input, String last, List<String> records, String verb) {
        return host.content(input, last, records, words(verb));
    }

    /** Asks for content; the caller closes it. */
    InputStream content(String verb, String... more) {
        return host.content(words(verb, more));
    }

    /** The folder for {@code $CODEX_OUTPUT_DIR}. */
    String output() {
        return folder + "/output";
    }

    /** The home folder of steps that have containers. */
    String home() {
        return folder + "/home";
    }

    private String[] words(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(verb, root, gitDir, commonDir, folder));
        Collections.addAll(words, more);
        return words.toArray(new String[0]);
    }
}
