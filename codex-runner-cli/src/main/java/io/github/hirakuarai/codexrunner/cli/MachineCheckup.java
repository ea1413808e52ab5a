package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.model.ErrorCode.Category;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at this machine and at the lanes' hosts. Leaves nothing behind. */
final class MachineCheckup {

    private static final Set<String> GOING_AROUND = Set.of("shell", "python", "make");

    private final RunnerConfig config;
    private final Map<String, String> environment;
    private final HostCheckup host;
    private final List<Finding> findings = new ArrayList<>();

    MachineCheckup(RunnerConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
        this.host = new HostCheckup(config, environment);
    }

    List<Finding> look(RunnerView runner) {
        findings.add(HostCheckup.locale(System.getProperty("sun.jnu.encoding", "")));
        stateFolder(config.runner().stateDir());
        findings.add(host.freeSpace());
        config.secrets().forEach(this::secret);
        config.lanes().values().forEach(lane -> lane(runner, lane));
        return List.copyOf(findings);
    }

    private void stateFolder(Path stateDir) {
        @Nullable Path there = stateDir;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        boolean usable = there != null && Files.isDirectory(there) && Files.isWritable(there);
        findings.add(
                usable
                        ? Finding.ok("state folder", stateDir + (stateDir.equals(there) ? "" : " can be made"))
                        : Finding.fail(
                                "state folder",
                                there + " cannot be written, or is not a folder",
                                "make it writable, or set runner.stateDir"));
    }

    private void secret(String name) {
        String value = environment.getOrDefault(name, "").strip();
        if (!value.isEmpty() && value.length() < Secrets.SHORTEST) {
            findings.add(Finding.warn(
                    "secrets",
                    "the value of " + name + " is not masked: it is shorter than " + Secrets.SHORTEST + " characters",
                    "use a longer value"));
        }
    }

    private void lane(RunnerView runner, Lane lane) {
        String subject = "lane " + lane.name();
        findings.add(Finding.ok(subject, LaneTable.line(lane)));
        if (lane.allow().kubectl() != null
                && lane.allow().steps().allowsBy(GOING_AROUND::contains)
                && lane.allow().steps().narrows()) {
            findings.add(Finding.warn(
                    subject,
                    "its steps of other kinds can go around allow.kubectl",
                    "leave all kinds but kubectl out of allow.steps, if that is not meant"));
        }
        approvers(subject, lane.allow()).ifPresent(findings::add);
        runner.problems(lane)
                .forEach(problem -> findings.add(
                        problem.fatal()
                                ? Finding.fail(subject, problem.message(), problem.hint())
                                : Finding.warn(subject, problem.message(), problem.hint())));
        try {
            runner.reach(lane).forEach(fact -> findings.add(Finding.ok(subject, fact)));
        } catch (RunnerException e) {
            findings.add(
                    e.code().category() == Category.UNAVAILABLE
                            ? Finding.refused(
                                    subject, String.valueOf(e.getMessage()), "check the lane's host, user and keys")
                            : Finding.fail(subject, String.valueOf(e.getMessage()), "check the keys of the lane"));
        }
        for (String glob : lane.workdirs()) {
            if (lane.executor().equals("local") && lane.user() == null && !Files.isDirectory(host.start(glob))) {
                findings.add(Finding.warn(
                        subject,
                        "missing folder " + host.start(glob) + " for its workdirs " + glob,
                        "create it, or fix its permissions"));
            }
        }
        if (lane.executor().equals("local") && lane.user() == null) {
            findings.add(Finding.warn(
                    subject,
                    "is no security boundary: its steps run as the runner's own user and can read the runner's credentials",
                    "set another user for the lane if you do not trust its authors with them"));
            findings.addAll(host.clones(lane));
        }
        if (lane.executor().equals("container") || lane.executor().equals("kubernetes")) {
            String seen = lane.settings().get("mounts") instanceof List<?> mounts && !mounts.isEmpty()
                    ? "what its mounts name"
                    : "nothing";
            findings.add(Finding.ok(subject, "is a security boundary: its steps see " + seen + " of this machine"));
        }
    }

    /** A lane whose few approvers can never be enough. A team may have any number of members. */
    private static Optional<Finding> approvers(String subject, LanePolicy allow) {
        @Nullable List<String> approvers = allow.approvers().entries();
        if (approvers == null || approvers.stream().anyMatch(approver -> approver.contains("/"))) {
            return Optional.empty();
        }
        long users = approvers.stream().distinct().count();
        return users >= allow.approvals()
                ? Optional.empty()
                : Optional.of(Finding.fail(
                        subject,
                        "needs " + allow.approvals() + " approvals, and its approvers are only " + allow.approvers(),
                        "list more approvers, or lower approvals"));
    }
}
