package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hirakuarai.codexrunner.model.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the keeper starts a step from: a text for bash, which sets up the process and execs the step's program, and the
 * script. Nothing of it adds to what the step sees but the path of its script.
 *
 * @param folder where the files are to be, absolute: the folder {@code step} of the keeper's
 * @param program what the step runs: {@code bash}, {@code python3}, …
 * @param workdir its working directory
 * @param files the files' names and contents
 * @param text what a fresh bash of the keeper's evaluates; unless it execs a program, that bash runs the script {@code step.sh} then
 */
public record StepLaunch(String folder, String program, String workdir, Map<String, byte[]> files, String text) {

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

    /** Names that each shell sets anew. */
    private static final Set<String> EACH_SHELLS = Set.of("_", "PWD", "OLDPWD");

    /** The script of a step for bash. Its bash was started with that name before the step was known. */
    private static final String SCRIPT = "step.sh";

    /** The keeper's descriptors are none of a step's. */
    private static final String OWN_OUTPUT = "exec 2>&8 7<&- 8>&- 204<&- 205<&- 206<&-\n";

    /** What steps run besides bash: a host may lack some. */
    public static final List<String> OPTIONAL_PROGRAMS = List.of("git", "python3", "make", "kubectl");

    public StepLaunch {
        files = Map.copyOf(files);
    }

    /** Says which of them a host lacks; empty when none. */
    public static Optional<String> lacking(List<String> programs) {
        return programs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "not on the PATH there: " + String.join(", ", programs) + "; steps that need them would fail");
    }

    /**
     * Makes the files.
     *
     * @param environment all that the step finds there
     */
    public static StepLaunch of(String folder, String workdir, Action action, Map<String, String> environment) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> words;
        if (action instanceof Action.Shell shell) {
            files.put(SCRIPT, shell.script().getBytes(UTF_8));
            words = List.of(folder + "/" + SCRIPT);
        } else if (action instanceof Action.Python python) {
            String script = "step.py";
            files.put(script, python.script().getBytes(UTF_8));
            // Not as a file argument: that would put the script's folder, not the workdir, at the front of sys.path.
            // Not
            // as the text itself: one argument holds 128 KiB at most.
            words = List.of(
                    "-c",
                    "exec(compile(open(" + pythonText(folder + "/" + script) + ", 'rb').read(), '<step>', 'exec'))");
        } else if (action instanceof Action.Make make) {
            words = make.words();
        } else {
            words = ((Action.Kubectl) action).arguments();
        }
        String program =
                action instanceof Action.Shell ? "bash" : action instanceof Action.Python ? "python3" : action.kind();
        return new StepLaunch(folder, program, workdir, files, text(folder, workdir, program, words, environment));
    }

    private static String text(
            String folder, String workdir, String program, List<String> words, Map<String, String> environment) {
        String failed = "echo %s >" + quote(folder + "/not-started") + "; exit 127; }\n";
        List<String> plain = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (NAME.matcher(name).matches() && !AT_START.contains(name) && !EACH_SHELLS.contains(name)) {
                plain.add(name + "=" + quote(value));
            } else if (!name.isEmpty() && name.indexOf('=') < 0 && !EACH_SHELLS.contains(name)) {
                odd.add(quote(name + "=" + value));
            }
        });
        boolean shell = program.equals("bash");
        // The bash that reads this goes on with the script: to that, it has only just been started.
        boolean goesOn = shell && odd.isEmpty();
        StringBuilder text = new StringBuilder("exec 2>/dev/null\n");
        text.append("cd -- ").append(quote(workdir)).append(" || { ").append(failed.formatted("2"));
        text.append("unset length text LC_CTYPE BASH_ENV PATH OLDPWD");
        text.append(environment.containsKey("LANG") ? "" : " LANG").append(goesOn ? "\n" : " SHLVL\n");
        // One command for all: bash takes six times as long for one each. OLDPWD as in a bash that was just started.
        text.append("export OLDPWD");
        plain.forEach(pair -> text.append(' ').append(pair));
        text.append('\n');
        if (goesOn) {
            return text.append(OWN_OUTPUT).append("SECONDS=0\n").toString();
        }
        if (!shell) {
            text.append("type -P ").append(program).append(" >/dev/null || { ").append(failed.formatted("1"));
        }
        text.append("shopt -s execfail\n").append(OWN_OUTPUT).append("exec");
        if (!odd.isEmpty()) {
            text.append(" /usr/bin/env");
            odd.forEach(pair -> text.append(' ').append(pair));
        }
        // The keeper's own bash runs the scripts for bash, whatever the step's PATH is.
        text.append(' ').append(shell ? "\"$BASH\"" : program);
        words.forEach(word -> text.append(' ').append(quote(word)));
        return text.append("\n{ ").append(failed.formatted("2")).toString();
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String pythonText(String path) {
        return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
