package io.github.hirakuarai.codexrunner.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the command finds around it.
 *
 * @param out results
 * @param err progress and messages
 * @param in what {@code -} reads
 * @param environment the process's variables
 * @param folder the working directory, absolute
 * @param terminal whether a person watches, and what fits
 */
record CliContext(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> environment,
        Path folder,
        Terminal terminal) {

    CliContext {
        environment = Map.copyOf(environment);
    }

    /** How many columns results may take; a pipe's are not limited. */
    int outColumns() {
        return terminal.out() ? terminal.columns() : Table.UNLIMITED;
    }

    /** A path as the caller wrote it, from the working directory. */
    Path resolve(String path) {
        return folder.resolve(path).normalize();
    }
}
