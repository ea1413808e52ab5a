package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Another Unix user of this machine: by {@code setpriv} where the runner is root, by {@code sudo -n} where it is not. Nothing
 * of the runner's environment goes along but where programs are and which language is spoken.
 */
final class UserAccess implements HostAccess {

    private static final List<String> KEPT = List.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ");

    private final Map<String, String> environment;
    private final String self;
    private final Accounts accounts;

    /**
     * A user of this machine.
     *
     * @param group the number of the main group
     * @param home where the user is at home
     */
    record Account(String group, String home) {}

    /** Knows the users of this machine. */
    @FunctionalInterface
    interface Accounts {
        Account of(String user);
    }

    /**
     * Makes it.
     *
     * @param environment the runner's
     * @param self the runner's user name
     */
    UserAccess(Map<String, String> environment, String self, Accounts accounts) {
        this.environment = Map.copyOf(environment);
        this.self = self;
        this.accounts = accounts;
    }

    @Override
    public String name(Lane lane) {
        return user(lane) + " on this machine";
    }

    @Override
    public String hint(Lane lane) {
        return self.equals("root") || user(lane).equals(self)
                ? "install bash, git, base64 and flock on this machine"
                : "let sudo start commands unasked, by a line \"" + self + " ALL=(" + user(lane)
                        + ") NOPASSWD: ALL\" in sudoers";
    }

    @Override
    public Process start(Lane lane, String command) throws IOException {
        String user = user(lane);
        Account account = accounts.of(user);
        List<String> words = new ArrayList<>(become(user, account));
        words.addAll(List.of(program("env"), "-i"));
        KEPT.forEach(name -> {
            if (environment.containsKey(name)) {
                words.add(name + "=" + environment.get(name));
            }
        });
        words.add("HOME=" + account.home());
        words.add("USER=" + user);
        words.add("LOGNAME=" + user);
        words.addAll(List.of(program("bash"), "-c", "cd / && exec " + command));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(Path.of("/").toFile());
        // sudo and setpriv look at few variables, but a command of another user's has no need to inherit a token.
        builder.environment().keySet().retainAll(KEPT);
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
                        name + " is not on the runner's PATH, and a lane with a user needs it: install it on this"
                                + " machine"))
                .toString();
    }

    private static String user(Lane lane) {
        return Objects.requireNonNull(lane.user(), "asked for lanes with a user only");
    }

    @Override
    public void close() {
        // Nothing is kept between commands.
    }
}
