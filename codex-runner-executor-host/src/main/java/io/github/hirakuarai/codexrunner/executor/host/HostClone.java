package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.git.RepositoryAddress;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A clone as its host describes it.
 *
 * @param workdir as the brief names it, {@code ~} resolved
 * @param real the same, wherever its links lead
 * @param root the top of its files
 * @param gitDir its HEAD and index
 * @param commonDir its refs and objects
 * @param head what its HEAD says
 * @param refusal why a run cannot start there now, as a record; null when it can
 */
record HostClone(
        String workdir,
        String real,
        String root,
        String gitDir,
        String commonDir,
        String head,
        @Nullable String refusal) {

    /**
     * Looks at what a request names, and touches nothing.
     *
     * @throws WorkspaceUnavailableException when it is not there, not allowed, or no clone of the repository
     */
    static HostClone find(HostShell host, WorkspaceRequest request) {
        return look(host, request, "in-place");
    }

    /** The same for a run that looks at the files under the clone's lock. */
    static HostClone findToOpen(HostShell host, WorkspaceRequest request) {
        return look(host, request, "opening");
    }

    private static HostClone look(HostShell host, WorkspaceRequest request, String depth) {
        Lane lane = request.lane();
        boolean inPlace = lane.workspace() == Lane.WorkspaceMode.IN_PLACE;
        List<WorkdirGlob> globs = lane.workdirs().stream().map(WorkdirGlob::of).toList();
        List<String> words =
                new ArrayList<>(List.of("inspect", request.workdir(), request.branch(), inPlace ? depth : "isolated"));
        globs.forEach(glob -> words.add(glob.start()));
        List<String> records = host.ask(words.toArray(new String[0]));

        String workdir = one(records, "workdir ");
        String real = one(records, "real ");
        List<String> starts = all(records, "start ");
        boolean allowed = globs.isEmpty();
        for (int at = 0; at < globs.size() && at < starts.size(); at++) {
            allowed |= globs.get(at).allows(starts.get(at), real);
        }
        if (!allowed) {
            throw new WorkspaceUnavailableException(
                    ReasonCode.WORKDIR_NOT_ALLOWED,
                    "the lane " + lane.name() + " does not allow the workdir " + workdir
                            + ": name another, or add it to the lane's workdirs");
        }
        String last = records.get(records.size() - 1);
        String refusal = last.startsWith("refused ") || last.startsWith("failed ") ? last : null;
        if (refusal != null && !records.contains("remotes")) {
            // Its configuration says that the runner cannot work in it, whatever its remotes are.
            throw host.refused(refusal);
        }
        refuseOthers(records, one(records, "root "), request.cloneUrl().toString());
        HostClone clone = new HostClone(
                workdir,
                real,
                one(records, "root "),
                one(records, "gitdir "),
                one(records, "common "),
                all(records, "head ").stream().findFirst().orElse(""),
                refusal);
        requireBoxable(host, clone);
        if (refusal != null && clone.head().isEmpty()) {
            throw host.refused(refusal);
        }
        return clone;
    }

    /** A container sees the clone's git folder for reading only, where that is one folder. */
    private static void requireBoxable(HostShell host, HostClone clone) {
        if (host.host().box().isEmpty()) {
            return;
        }
        if (!clone.gitDir().equals(clone.root() + "/.git") || !clone.commonDir().equals(clone.gitDir())) {
            throw new WorkspaceUnavailableException(
                    ReasonCode.WORKDIR_UNSUITABLE,
                    clone.root() + " is a linked worktree or a submodule, in which no container works: name a clone"
                            + " with a .git folder of its own");
        }
        if (clone.root().matches("(?s)/|.*[:\\n].*")) {
            throw new WorkspaceUnavailableException(
                    ReasonCode.WORKDIR_UNSUITABLE,
                    "no engine mounts " + clone.root() + ": name a clone whose path has no colon");
        }
    }

    /** The path of the workdir below the clone's root: empty, or beginning with a slash. */
    String below() {
        return real.equals(root) ? "" : real.substring(root.equals("/") ? 0 : root.length());
    }

    private static void refuseOthers(List<String> records, String root, String cloneUrl) {
        Optional<RepositoryAddress> wanted = RepositoryAddress.parse(cloneUrl);
        List<String> urls = new ArrayList<>();
        String url = "";
        for (String record : records) {
            Optional<RepositoryAddress> address = Optional.empty();
            if (record.startsWith("url ")) {
                url = record.substring("url ".length());
                urls.add(url.replaceFirst("://[^@/]*@", "://"));
                address = RepositoryAddress.parse(url);
            } else if (record.startsWith("alias ")) {
                String known = record.substring("alias ".length());
                address = RepositoryAddress.parse(url)
                        .flatMap(named -> RepositoryAddress.parse("ssh://" + known + "/" + named.path()));
            }
            if (address.isPresent() && address.equals(wanted)) {
                return;
            }
        }
        Collections.sort(urls);
        throw new WorkspaceUnavailableException(
                ReasonCode.WORKDIR_UNSUITABLE,
                root + " is not a clone of " + cloneUrl + ": "
                        + (urls.isEmpty() ? "it has no remote" : "its remotes are " + String.join(", ", urls))
                        + "; run git remote add, or name another workdir");
    }

    private static String one(List<String> records, String kind) {
        return all(records, kind).stream().findFirst().orElseThrow();
    }

    private static List<String> all(List<String> records, String kind) {
        return records.stream()
                .filter(record -> record.startsWith(kind))
                .map(record -> record.substring(kind.length()))
                .toList();
    }
}
