package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the folder from which the keeper starts a step: {@code launch}, which sets up the process and execs the step's
 * program, and the script. Nothing of it adds to what the step sees but the path of its script.
 */
final class StepLaunch {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names that mean something to the bash that sets them, or that it refuses to set: env sets these. */
    private static final Set<String> BASH_NAMES = Set.of(
            "BASHOPTS",
            "BASHPID",
            "BASH_ARGV0",
            "BASH_VERSINFO",
            "COMP_WORDBREAKS",
            "DIRSTACK",
            "EPOCHREALTIME",
            "EPOCHSECONDS",
            "EUID",
            "FUNCNAME",
            "GROUPS",
            "HISTCMD",
            "IFS",
            "LINENO",
            "POSIXLY_CORRECT",
            "PPID",
            "RANDOM",
            "SECONDS",
            "SHELLOPTS",
            "SRANDOM",
            "UID",
            "_");

    /** What a step could not be started for. */
    static final String NOT_STARTED = "not-started";

    private final Path bash;
    private final Path workdir;

    StepLaunch(Path bash, Path workdir) {
        this.bash = bash;
        this.workdir = workdir;
    }

    /**
     * Writes the folder.
     *
     * @param environment all that the step finds there
     * @return why the step cannot be started; empty when it can
     */
    Optional<StepExit.NotStarted> write(Path folder, int ordinal, Action action, Map<String, String> environment)
            throws IOException {
        List<String> command;
        if (action instanceof Action.Shell shell) {
            Path script = folder.resolve("step-" + ordinal + ".sh");
            Files.writeString(script, shell.script());
            command = List.of(bash.toString(), script.toString());
        } else {
            String program = program(action);
            Optional<Path> found = Programs.find(program, environment.getOrDefault("PATH", Programs.DEFAULT_PATH));
            if (found.isEmpty()) {
                return Optional.of(new StepExit.NotStarted(
                        program + " is not on the step's PATH: install it on this machine, or set PATH"));
            }
            command = new ArrayList<>(List.of(found.get().toString()));
            command.addAll(arguments(folder, ordinal, action));
        }
        Files.writeString(folder.resolve("launch"), launch(folder, command, environment));
        return Optional.empty();
    }

    private static String program(Action action) {
        return action instanceof Action.Python ? "python3" : action.kind();
    }

    private static List<String> arguments(Path folder, int ordinal, Action action) throws IOException {
        if (action instanceof Action.Make make) {
            return make.words();
        }
        if (action instanceof Action.Kubectl kubectl) {
            return kubectl.arguments();
        }
        Path script = folder.resolve("step-" + ordinal + ".py");
        Files.writeString(script, action.text());
        // Not as a file argument: that would put the script's folder, not the workdir, at the front of sys.path. Not as
        // the text itself: one argument holds 128 KiB at most.
        return List.of(
                "-c", "exec(compile(open(" + pythonText(script.toString()) + ", 'rb').read(), '<step>', 'exec'))");
    }

    private String launch(Path folder, List<String> command, Map<String, String> environment) {
        String failed = "{ : >" + quote(folder.resolve(NOT_STARTED).toString()) + "; exit 127; }";
        StringBuilder text = new StringBuilder("exec 2>/dev/null\n");
        text.append("cd -- ")
                .append(quote(workdir.toString()))
                .append(" || ")
                .append(failed)
                .append('\n');
        text.append("unset OLDPWD SHLVL PATH\n");
        List<String> odd = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (NAME.matcher(name).matches() && !BASH_NAMES.contains(name)) {
                text.append("export ")
                        .append(name)
                        .append('=')
                        .append(quote(value))
                        .append('\n');
            } else if (!name.isEmpty() && name.indexOf('=') < 0) {
                odd.add(name + "=" + value);
            }
        });
        // So that processes which left the session are found; in a cgroup there is no need.
        text.append("[[ $mode == session ]] && export CODEX_TREE=$marker\n");
        text.append("shopt -s execfail\nexec 2>&8 7<&- 8>&-\nexec");
        if (!odd.isEmpty()) {
            text.append(" /usr/bin/env");
            odd.forEach(pair -> text.append(' ').append(quote(pair)));
        }
        command.forEach(word -> text.append(' ').append(quote(word)));
        return text.append("\n").append(failed).append('\n').toString();
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String pythonText(String path) {
        return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
