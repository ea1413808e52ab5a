package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * This machine: as the runner's own user, or for a lane with a {@code user} as that one, by {@code setpriv} where the runner
 * is root and by {@code sudo -n} where it is not. Of the runner's environment, another user gets where programs are and
 * which language is spoken.
 */
final class LocalAccess implements HostAccess {

    private static final List<String> SHARED = List.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ");

    private final Map<String, String> environment;
    private final String runner;
    private final String self;
    private final Accounts accounts;

    /** Knows the users of this machine. */
    @FunctionalInterface
    interface Accounts {
        Account of(String user);
    }

    /**
     * Makes it.
     *
     * @param environment the runner's
     * @param runner the runner's name, by which readers elsewhere know this machine
     * @param self the runner's user name
     */
    LocalAccess(Map<String, String> environment, String runner, String self, Accounts accounts) {
        this.environment = Map.copyOf(environment);
        this.runner = runner;
        this.self = self;
        this.accounts = accounts;
    }

    @Override
    public String name(Lane lane) {
        return lane.user() == null ? runner : lane.user() + "@" + runner;
    }

    @Override
    public String hint(Lane lane) {
        String user = lane.user();
        return user == null || self.equals("root") || user.equals(self)
                ? "install bash, git and flock on " + runner
                : "let sudo start commands without a password, by a line \"" + self + " ALL=(" + user
                        + ") NOPASSWD: ALL\" in sudoers";
    }

    @Override
    public Host open(Lane lane, @Nullable RunId run) {
        String user = lane.user();
        if (user == null) {
            return command -> start(environment, List.of(), command);
        }
        Account account = accounts.of(user);
        // sudo and setpriv look at few variables, and another user's command must not inherit a token.
        Map<String, String> shared = new TreeMap<>(environment);
        shared.keySet().retainAll(SHARED);
        List<String> words = new ArrayList<>(become(user, account));
        words.addAll(List.of(program("env"), "-i"));
        shared.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(List.of("HOME=" + account.home(), "USER=" + user, "LOGNAME=" + user));
        return command -> start(shared, words, command);
    }

    private Process start(Map<String, String> variables, List<String> prefix, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.add(program(command.get(0)));
        words.addAll(command.subList(1, command.size()));
        ProcessBuilder builder = new ProcessBuilder(words).directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    private List<String> become(String user, Account account) {
        if (user.equals(self)) {
            return List.of();
        }
        return self.equals("root")
                ? List.of(program("setpriv"), "--reuid=" + user, "--regid=" + account.group(), "--init-groups", "--")
                : List.of(program("sudo"), "-n", "-u", user, "--");
    }

    private String program(String name) {
        return Programs.find(name, environment.getOrDefault("PATH", Programs.DEFAULT_PATH))
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.TOOL_MISSING,
                        name + " is not on the runner's PATH: install it on " + runner + ", or set PATH"))
                .toString();
    }
}
