package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hirakuarai.codexrunner.model.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the supervisor makes a step's process of: a text for a bash of its own, which sets up the process and execs the step's
 * program, and the script. Nothing of it adds to what the step sees but the path of its script.
 *
 * @param program what the step runs: {@code bash}, {@code python3}, …
 * @param workdir its working directory
 * @param text what bash evaluates, with the variables {@code script}, the script's file, and {@code step}, the start of the names of the step's files
 * @param script the script; empty when there is none
 */
record StepLaunch(String program, String workdir, String text, String script) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names that mean something to the bash that sets them, that it refuses to set, or that it reads when it starts: env sets these. */
    private static final Set<String> AT_START = Set.of(
            "BASH",
            "BASHOPTS",
            "BASHPID",
            "BASH_ARGV0",
            "BASH_ENV",
            "BASH_XTRACEFD",
            "BASH_VERSINFO",
            "COMP_WORDBREAKS",
            "DIRSTACK",
            "EPOCHREALTIME",
            "EPOCHSECONDS",
            "EUID",
            "FUNCNAME",
            "GLOBIGNORE",
            "GROUPS",
            "HISTCMD",
            "IFS",
            "LINENO",
            "OPTIND",
            "POSIXLY_CORRECT",
            "PPID",
            "RANDOM",
            "SECONDS",
            "SHELLOPTS",
            "SRANDOM",
            "UID");

    /** Drops what only the supervisor's own bash has. */
    private static final String OWN = "unset PATH OLDPWD LANG SHLVL\n";

    /**
     * Starts a container from the supervisor's bash. Until bash runs there, the engine did not start it, and its words say why; later
     * ones are none of the step's output. The locks stay with the supervisor: what an engine leaves behind for a moment must not
     * keep the next run out.
     */
    private static final String OUTSIDE = """
        echo 3 >"$step.not-started"
        set -- "$script" "$step.not-started" "$step.engine"
        trap : TERM INT HUP
        eval "exec $lock_fd>&- $lock2_fd>&- $tree_fd>&-"
        cd /
        . "$folder/box" 2>/dev/null
        exec 6>&2 2>/dev/null
        %s bash /codex-runner/script 2>"$3" 6>&-
        set -- "$@" $?
        [[ $(head -c 1 "$2") != 3 ]] || cat "$3" >&6
        exit $4
        """;

    /**
     * Is the first process of a container, to which alone the engine hands signals on, and with which all others end. The step
     * is another, so that it has the usual signals, and one stream.
     */
    private static final String INSIDE = """
        exec 2>&1
        : >/codex-runner/step.not-started
        trap '(($$ != 1)) || kill -TERM -1' TERM INT HUP
        step=/codex-runner/step script=%s/.step
        rm -rf -- "$script"*
        printf %%s %s >"$script" || { echo 2 >$step.not-started; exit 127; }
        set -m
        exec 8>&1 2>"$script.notes"
        (
        exec 2>&8 8>&-
        %s
        ) </dev/null &
        pid=$!
        while :; do
            wait "$pid"
            code=$?
            kill -0 "$pid" 2>/dev/null || break
            # A stopped process is there, and nothing is to be waited for.
            sleep 0.1
        done
        ((code <= 128)) || [[ ! -s $script.notes ]] || echo S >$step.not-started
        exit "$code"
        """;

    /** Names that each shell sets anew. */
    private static final Set<String> EACH_SHELLS = Set.of("_", "PWD", "OLDPWD");

    /** What steps run besides bash: a host may lack some. */
    static final List<String> OPTIONAL_PROGRAMS = List.of("git", "python3", "make", "kubectl");

    /** Says which of them a host lacks; empty when none. */
    static Optional<String> lacking(List<String> programs) {
        return programs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "not on the PATH there: " + String.join(", ", programs) + "; steps that need them would fail");
    }

    /**
     * Makes it.
     *
     * @param environment all that the step finds there
     */
    static StepLaunch of(String workdir, Action action, Map<String, String> environment) {
        return action.match(
                // The supervisor's own bash runs the scripts for bash, whatever the step's PATH is.
                shell -> of(workdir, "bash", List.of("\"$BASH\"", "\"$1\""), environment, shell.script()),
                // Not as a file argument: that would put the script's folder, not the workdir, at the front of
                // sys.path. Not as the text itself: one argument holds 128 KiB at most. The descriptor is closed before
                // the script runs.
                python -> of(
                        workdir,
                        "python3",
                        List.of(
                                "python3",
                                "-c",
                                quote("exec(compile(open(9, 'rb').read(), '<step>', 'exec'))"),
                                "9<\"$1\""),
                        environment,
                        python.script()),
                make -> of(workdir, "make", command("make", make.words()), environment, ""),
                kubectl -> of(workdir, "kubectl", command("kubectl", kubectl.arguments()), environment, ""));
    }

    private static StepLaunch of(
            String workdir, String program, List<String> words, Map<String, String> environment, String script) {
        if (script.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no validated script holds a NUL byte");
        }
        return new StepLaunch(program, workdir, text(workdir, program, words, environment), script);
    }

    private static List<String> command(String program, List<String> arguments) {
        return Stream.concat(Stream.of(program), arguments.stream().map(StepLaunch::quote))
                .toList();
    }

    private static String text(String workdir, String program, List<String> words, Map<String, String> environment) {
        String failed = "{ echo %s >\"$2\"; exit 127; }\n";
        List<String> plain = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (NAME.matcher(name).matches() && !AT_START.contains(name) && !EACH_SHELLS.contains(name)) {
                plain.add(name + "=" + quote(value));
            } else if (!name.isEmpty() && name.indexOf('=') < 0 && !EACH_SHELLS.contains(name)) {
                odd.add(quote(name + "=" + value));
            }
        });
        // Positional parameters, because the step's variables may have any name.
        StringBuilder text = new StringBuilder(OWN);
        text.append("set -- \"$script\" \"$step.not-started\"\nexec 7>&2 2>/dev/null\n");
        text.append("cd -- ").append(quote(workdir)).append(" || ").append(failed.formatted("2"));
        if (!plain.isEmpty()) {
            // One command for all: bash takes six times as long for one each.
            text.append("export");
            plain.forEach(pair -> text.append(' ').append(pair));
            text.append('\n');
        }
        if (!program.equals("bash")) {
            text.append("type -P ").append(program).append(" >/dev/null || ").append(failed.formatted("1"));
        }
        text.append("shopt -s execfail\nexec 2>&7 7>&-\nexec");
        if (!odd.isEmpty()) {
            text.append(" /usr/bin/env");
            odd.forEach(pair -> text.append(' ').append(pair));
        }
        words.forEach(word -> text.append(' ').append(word));
        return text.append('\n').append(failed.formatted("2")).toString();
    }

    /**
     * The same in a container, whose own PATH stays.
     *
     * @param start what starts it, as {@link StepBox#start} says
     * @param home the step's home folder
     */
    StepLaunch inside(List<String> start, String home) {
        return new StepLaunch(
                program,
                workdir,
                OUTSIDE.formatted(String.join(" ", start)),
                INSIDE.formatted(quote(home), quote(script), text.substring(OWN.length())));
    }

    /** The text and the script, as the supervisor reads them. */
    byte[] input() {
        return (text + script).getBytes(UTF_8);
    }

    /** How many bytes a part of it takes. */
    static int size(String part) {
        return part.getBytes(UTF_8).length;
    }

    /** As one word for bash. */
    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
