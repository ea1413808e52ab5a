package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What lanes allow in effect, by the keys of the configuration. */
final class LaneTable {

    private static final String ANYTHING = AllowList.ANY.toString();

    /** All who pass the gate. */
    private static final String ANYBODY = "anybody whose briefs run";

    private LaneTable() {}

    /** What a lane allows, by key. */
    static Map<String, String> of(Lane lane) {
        LanePolicy allow = lane.allow();
        Map<String, String> rights = new LinkedHashMap<>();
        rights.put("permissions", lane.writable() ? "write" : "read");
        rights.put("workspace", lane.workspace().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        rights.put("workdirs", lane.workdirs().isEmpty() ? ANYTHING : String.join(", ", lane.workdirs()));
        rights.put("workflows", Boolean.toString(lane.workflows()));
        rights.put("repositories", allow.repositories().toString());
        rights.put("branches", allow.branches().toString());
        rights.put("authors", allow.authors().toString());
        rights.put("outputs", allow.outputs() + (lane.writable() ? "" : ", without commits"));
        rights.put("steps", allow.kinds().toString());
        boolean noVariables = allow.restrictsSteps() && !allow.env().narrows();
        rights.put("env", noVariables ? "nothing" : allow.env().toString());
        LanePolicy.KubectlPolicy kubectl = allow.kubectl();
        if (kubectl != null) {
            rights.put("kubectl.verbs", kubectl.verbs().toString());
            rights.put(
                    "kubectl.resources",
                    kubectl.resources() + (kubectl.resources().narrows() ? "" : " but secrets"));
            rights.put("kubectl.namespaces", kubectl.namespaces().toString());
        }
        rights.put("paths", lane.writable() ? allow.paths().toString() : "nothing");
        rights.put("approvals", Integer.toString(allow.approvals()));
        rights.put("approvers", allow.approvers().narrows() ? allow.approvers().toString() : ANYBODY);
        rights.put("maxRuns", Integer.toString(lane.maxRuns()));
        return rights;
    }

    /** What a lane narrows, in one line. */
    static String line(Lane lane) {
        String narrowed = of(lane).entrySet().stream()
                .filter(right ->
                        !right.getValue().equals(ANYTHING) && !right.getValue().equals(ANYBODY))
                .map(right -> right.getKey() + ": " + right.getValue())
                .collect(Collectors.joining("; "));
        return "allows " + narrowed;
    }

    /** One table of all lanes, a line for each right. */
    static List<String> lines(Collection<Lane> lanes) {
        int names = width(lanes.stream().map(Lane::name).toList());
        int keys =
                width(lanes.stream().flatMap(lane -> of(lane).keySet().stream()).toList());
        return lanes.stream()
                .flatMap(lane -> of(lane).entrySet().stream()
                        .map(right -> padded(lane.name(), names) + padded(right.getKey(), keys) + right.getValue()))
                .toList();
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0) + 2;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
