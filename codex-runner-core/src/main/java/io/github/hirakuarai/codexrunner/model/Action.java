package io.github.hirakuarai.codexrunner.model;

import java.util.List;
import java.util.function.Function;

/** What a step runs. Each kind is passed on unchanged: nothing is added or substituted. */
public sealed interface Action {

    /** Returns the name of the field in the brief: {@code shell}, {@code python}, {@code make} or {@code kubectl}. */
    String kind();

    /** Returns the script, or the arguments one per line, as a dry run shows them. */
    String text();

    /** Returns the arguments; empty for a script. */
    List<String> arguments();

    /**
     * Returns what the function for its kind makes of it. Whoever has to know each kind asks by this, and so does not compile when
     * there is another one.
     */
    <T> T match(
            Function<Shell, ? extends T> shell,
            Function<Python, ? extends T> python,
            Function<Make, ? extends T> make,
            Function<Kubectl, ? extends T> kubectl);

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

        @Override
        public List<String> arguments() {
            return List.of();
        }

        @Override
        public <T> T match(
                Function<Shell, ? extends T> shell,
                Function<Python, ? extends T> python,
                Function<Make, ? extends T> make,
                Function<Kubectl, ? extends T> kubectl) {
            return shell.apply(this);
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

        @Override
        public List<String> arguments() {
            return List.of();
        }

        @Override
        public <T> T match(
                Function<Shell, ? extends T> shell,
                Function<Python, ? extends T> python,
                Function<Make, ? extends T> make,
                Function<Kubectl, ? extends T> kubectl) {
            return python.apply(this);
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

        @Override
        public List<String> arguments() {
            return words;
        }

        @Override
        public <T> T match(
                Function<Shell, ? extends T> shell,
                Function<Python, ? extends T> python,
                Function<Make, ? extends T> make,
                Function<Kubectl, ? extends T> kubectl) {
            return make.apply(this);
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

        @Override
        public <T> T match(
                Function<Shell, ? extends T> shell,
                Function<Python, ? extends T> python,
                Function<Make, ? extends T> make,
                Function<Kubectl, ? extends T> kubectl) {
            return kubectl.apply(this);
        }
    }
}
