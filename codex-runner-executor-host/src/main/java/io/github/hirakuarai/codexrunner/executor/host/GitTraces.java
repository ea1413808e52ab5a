package io.github.hirakuarai.codexrunner.executor.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be seen of git in a clone at one moment.
 *
 * @param head what HEAD says: {@code ref: refs/heads/main}, or a commit
 * @param halfDone the files that say that git is in the middle of something
 * @param branches branches' names to commits
 */
record GitTraces(String head, List<String> halfDone, Map<String, String> branches) {

    public GitTraces {
        halfDone = List.copyOf(halfDone);
        branches = Map.copyOf(branches);
    }

    /** What steps did since an earlier moment, in which the run's branch was checked out: one sentence for each thing. */
    public List<String> since(GitTraces before) {
        List<String> notes = new ArrayList<>();
        if (!head.equals(before.head)) {
            notes.add("the steps checked out "
                    + (head.startsWith("ref: ")
                            ? head.substring("ref: ".length()).strip().replaceFirst("^refs/heads/", "")
                            : head));
        }
        halfDone.forEach(file -> notes.add("the steps left git in the middle of something (" + file + ")"));
        new TreeMap<>(branches).forEach((name, commit) -> {
            String old = before.branches.get(name);
            if (old == null) {
                notes.add("the steps created the branch " + name + " at " + commit);
            } else if (!old.equals(commit)) {
                notes.add("the steps moved the branch " + name + " from " + old + " to " + commit);
            }
        });
        before.branches.keySet().stream()
                .filter(name -> !branches.containsKey(name))
                .sorted()
                .forEach(name -> notes.add("the steps deleted the branch " + name));
        return List.copyOf(notes);
    }
}
