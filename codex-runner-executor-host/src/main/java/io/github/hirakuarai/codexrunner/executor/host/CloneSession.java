package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * One run's session in a clone: in, to the base commit on the run's branch; and out again. How the clone was is kept on its host
 * meanwhile, so that whoever next takes the clone can put it back.
 *
 * @param kind of the clone
 */
record CloneSession(HostFolder remote, WorkspaceRequest request, Clock clock, Kind kind) {

    /** What the clone is. */
    enum Kind {
        /** Its user's, who gets it back as it was. */
        IN_PLACE,
        /** One that is thrown away, with the objects of a user's clone. */
        DISPOSABLE,
        /** One that is thrown away, with nothing in it. */
        FRESH
    }

    /** Puts back a clone in which a run was interrupted, and refuses one in which no run can start. */
    void begin() {
        remote.ask("state", date());
    }

    /** Whether the clone lacks the base commit: then it gets that with all the history that it lacks. */
    boolean needsHistory(String base) {
        return kind != Kind.FRESH && !remote.ask("tips", base).contains("has");
    }

    /** Brings a clean clone to the base commit, and returns how git stands there then. */
    List<String> enter(Path mirror, String base) {
        if (kind == Kind.FRESH) {
            return remote.ask(
                    output -> MirrorPack.writeAlone(mirror, base, output),
                    "enter",
                    request.run().value(),
                    request.branch(),
                    base,
                    "alone");
        }
        List<String> known = remote.ask("tips", base);
        String[] words = {request.run().value(), request.branch(), base, known.contains("has") ? "nothing" : "pack"};
        if (known.contains("has")) {
            return remote.ask("enter", words);
        }
        List<String> tips = known.stream()
                .filter(record -> record.startsWith("tip "))
                .map(record -> record.substring("tip ".length()))
                .toList();
        return remote.ask(output -> MirrorPack.write(mirror, base, tips, output), "enter", words);
    }

    /**
     * Commits what the steps left to the run's branch, and checks out what was checked out before.
     *
     * @param compared whether nothing has run since the files were compared with the base
     */
    List<String> leave(boolean done, int keepBranches, boolean compared) {
        return kind == Kind.IN_PLACE
                ? remote.ask(
                        "leave",
                        "What the steps of " + request.run().value() + " left",
                        date(),
                        done ? "done" : "failed",
                        Integer.toString(keepBranches),
                        compared ? "compared" : "anew")
                : List.of();
    }

    /** Undoes an entering that failed, as far as it had come. */
    List<String> leaveHalfEntered() {
        if (kind == Kind.IN_PLACE) {
            remote.ask("undo", date());
        }
        return List.of();
    }

    private String date() {
        return clock.instant().getEpochSecond() + " +0000";
    }
}
