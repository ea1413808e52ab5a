package io.github.hirakuarai.codexrunner.model;

import java.util.List;

/** What a step runs. Each kind is passed on unchanged: nothing is added or substituted. */
public sealed interface Action {

    /** Returns the name of the field in the brief: {@code shell}, {@code python}, {@code make} or {@code kubectl}. */
    String kind();

    /** Returns the script, or the arguments one per line, as a dry run shows them. */
    String text();

    /**
     * A script for bash.
     *
     * @param script as written
     */
    record Shell(String script) implements Action {
        @Override
        public String kind() {
            return "shell";
        }

        @Override
        public String text() {
            return script;
        }
    }

    /**
     * A script for python3.
     *
     * @param script as written
     */
    record Python(String script) implements Action {
        @Override
        public String kind() {
            return "python";
        }

        @Override
        public String text() {
            return script;
        }
    }

    /**
     * Targets and {@code VAR=value} words for make.
     *
     * @param words 1 or more, none begins with {@code -}
     */
    record Make(List<String> words) implements Action {
        public Make {
            words = List.copyOf(words);
        }

        @Override
        public String kind() {
            return "make";
        }

        @Override
        public String text() {
            return String.join("\n", words);
        }
    }

    /**
     * Arguments for kubectl, never through a shell.
     *
     * @param arguments 1 or more
     */
    record Kubectl(List<String> arguments) implements Action {
        public Kubectl {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String kind() {
            return "kubectl";
        }

        @Override
        public String text() {
            return String.join("\n", arguments);
        }
    }
}
