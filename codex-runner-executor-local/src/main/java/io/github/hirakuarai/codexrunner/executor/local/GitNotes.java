package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/** Says what steps did to git itself, by comparing a clone's refs with what they were when the steps began. */
final class GitNotes {

    private final CloneLayout layout;
    private final CloneRefs refs;
    private final String branch;
    private final Map<String, ObjectId> before;

    /**
     * @param branch the run's, which is checked out
     * @param before where each branch stood
     */
    GitNotes(CloneLayout layout, String branch, Map<String, ObjectId> before) {
        this.layout = layout;
        this.refs = new CloneRefs(layout);
        this.branch = branch;
        this.before = Map.copyOf(before);
    }

    /** One sentence for each thing; empty when there is none. */
    List<String> list() throws IOException {
        List<String> notes = new ArrayList<>();
        CloneRefs.Head head = refs.head();
        if (!head.text().equals(CloneRefs.headOn(branch))) {
            notes.add("the steps checked out " + head.name());
        }
        for (String file : CloneState.halfDoneFiles()) {
            if (Files.exists(layout.gitDir().resolve(file), LinkOption.NOFOLLOW_LINKS)) {
                notes.add("the steps left git in the middle of something (" + file + ")");
            }
        }
        Map<String, ObjectId> now = refs.branches();
        now.forEach((name, id) -> {
            ObjectId old = before.get(name);
            if (old == null) {
                notes.add("the steps created the branch " + name + " at " + id.name());
            } else if (!old.equals(id)) {
                notes.add("the steps moved the branch " + name + " from " + old.name() + " to " + id.name());
            }
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .sorted()
                .forEach(name -> notes.add("the steps deleted the branch " + name));
        return List.copyOf(notes);
    }
}
