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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at this machine and at the lanes' hosts. Leaves nothing behind. */
final class MachineCheckup {

    private static final Set<String> GOING_AROUND = Set.of("shell", "python", "make");

    /** What leads to the hosts of lanes that are made for each run. */
    private static final Map<String, String> MEANS = Map.of(
            "container", "engine, image, mounts and network",
            "kubernetes", "kubeconfig, namespace and image");

    private static final List<Path> SOCKETS = Stream.of(
                    "/run/docker.sock",
                    "/var/run/docker.sock",
                    "/run/podman/podman.sock",
                    "/run/containerd/containerd.sock")
            .map(Path::of)
            .toList();

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
                        ? Finding.ok("state folder", stateDir + (stateDir.equals(there) ? "" : " will be created"))
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
                    "steps of other kinds can bypass allow.kubectl",
                    "list only kubectl in allow.steps, unless this is intended"));
        }
        approvers(subject, lane.allow()).ifPresent(findings::add);
        runner.problems(lane)
                .forEach(problem -> findings.add(
                        problem.fatal()
                                ? Finding.fail(subject, problem.message(), problem.hint())
                                : Finding.warn(subject, problem.message(), problem.hint())));
        boolean reached = false;
        try {
            runner.reach(lane).forEach(fact -> findings.add(Finding.ok(subject, fact)));
            reached = true;
        } catch (RunnerException e) {
            findings.add(
                    e.code().category() == Category.UNAVAILABLE
                            ? Finding.refused(
                                    subject, String.valueOf(e.getMessage()), "check the lane's " + means(lane))
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
        if (reached && MEANS.containsKey(lane.executor())) {
            boundary(subject, lane);
        }
    }

    /** What leads to a lane's host, for users. */
    private static String means(Lane lane) {
        return MEANS.getOrDefault(lane.executor(), "host, user and keys");
    }

    /** What the steps in a container or a pod see of this machine. */
    private void boundary(String subject, Lane lane) {
        List<String> mounts = lane.settings().get("mounts") instanceof List<?> listed
                ? listed.stream()
                        .map(mount -> String.valueOf(mount).split(":", 2)[0])
                        .toList()
                : List.of();
        List<String> open = mounts.stream().filter(MachineCheckup::givesAll).toList();
        boolean hosts = "host".equals(lane.settings().get("network"));
        if (lane.workspace() == Lane.WorkspaceMode.IN_PLACE) {
            findings.add(Finding.warn(
                    subject,
                    "is no security boundary: a person runs later what its steps leave in a clone, such as ignored files",
                    "set workspace: isolated, if you do not trust its authors with that"));
        }
        if (!open.isEmpty()) {
            findings.add(Finding.warn(
                    subject,
                    "is no security boundary: by its mount of " + String.join(", ", open)
                            + " its steps can do anything on this machine",
                    "mount less, if you do not trust its authors with this machine"));
        } else if (hosts) {
            findings.add(Finding.warn(
                    subject,
                    "is no security boundary for services: network: host lets its steps reach every service on this"
                            + " machine",
                    "set network: none, or a network of the engine, unless this is intended"));
        } else if (lane.workspace() != Lane.WorkspaceMode.IN_PLACE) {
            String seen = mounts.isEmpty() ? "nothing" : "what its mounts name";
            findings.add(Finding.ok(subject, "is a security boundary: its steps see " + seen + " of this machine"));
        }
    }

    /** Whether a mount is an engine's socket, or holds one: reading alone is enough to use it. */
    private static boolean givesAll(String mount) {
        Path path = Path.of(mount).normalize();
        return mount.endsWith(".sock") || SOCKETS.stream().anyMatch(socket -> socket.startsWith(path));
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
