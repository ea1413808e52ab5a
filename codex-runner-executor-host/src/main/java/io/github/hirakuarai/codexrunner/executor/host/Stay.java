package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** One run's stay in a clone: in, to the base commit on the run's branch; and out again. */
final class Stay {

    private final HostFolder remote;
    private final WorkspaceRequest request;
    private final String place;
    private final Path stateDir;
    private final Clock clock;
    private final boolean inPlace;

    /** @param place what the record of the visit is filed under, in {@code stateDir} */
    Stay(HostFolder remote, WorkspaceRequest request, String place, Path stateDir, Clock clock) {
        this(remote, request, place, stateDir, clock, true);
    }

    private Stay(
            HostFolder remote, WorkspaceRequest request, String place, Path stateDir, Clock clock, boolean inPlace) {
        this.remote = remote;
        this.request = request;
        this.place = place;
        this.stateDir = stateDir;
        this.clock = clock;
        this.inPlace = inPlace;
    }

    /** The same in a clone that is thrown away: nothing is put back. */
    Stay disposable() {
        return new Stay(remote, request, place, stateDir, clock, false);
    }

    /** Brings a clean clone to the base commit. */
    void enter(Path mirror, String base) {
        List<String> known = remote.ask("tips", base);
        if (inPlace) {
            List<String> before = remote.ask("before");
            new HostVisit(request.run().value(), request.branch(), base, before.get(0), before.get(1))
                    .write(stateDir, place);
        }
        if (known.contains("has")) {
            remote.ask("enter", request.branch(), base, "nothing");
        } else {
            List<String> tips = known.stream()
                    .filter(record -> record.startsWith("tip "))
                    .map(record -> record.substring("tip ".length()))
                    .toList();
            remote.ask(output -> MirrorPack.write(mirror, base, tips, output), "enter", request.branch(), base, "pack");
        }
    }

    /** Commits what the steps left to the run's branch, and checks out what was checked out before. */
    void leave() {
        if (inPlace) {
            HostVisit.read(stateDir, place).ifPresent(this::leave);
        }
    }

    /** Undoes an entering that failed, as far as it had come. */
    void leaveHalfEntered() {
        if (inPlace && remote.ask("before").get(0).equals("ref: refs/heads/" + request.branch())) {
            leave();
        } else if (inPlace) {
            HostVisit.delete(stateDir, place);
        }
    }

    /** Leaves for a run that was killed in the clone. */
    void leaveForKilled(HostVisit visit) {
        leave(visit);
    }

    private void leave(HostVisit visit) {
        remote.ask(
                "leave",
                visit.branch(),
                visit.base(),
                visit.head(),
                visit.commit(),
                "What the steps of " + visit.run() + " left",
                clock.instant().getEpochSecond() + " +0000");
        HostVisit.delete(stateDir, place);
    }
}
