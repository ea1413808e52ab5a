package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.cli.TraceEvent.Effect;
import io.github.hirakuarai.codexrunner.cli.TraceEvent.Move;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommitView;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The trace of a scene: each record's moves and the requests that wrote, from the forge's log, and the steps, which note
 * the records that they found on the server.
 */
final class ForgeTrace {

    private static final String BRIEFS = "refs/codex/briefs/";
    private static final String NOTES = "steps-that-ran";
    private static final Pattern COMMAND = Pattern.compile("([0-9a-f]{40}) ([0-9a-f]{40}) (refs/\\S+)");
    private static final Pattern LABELS = Pattern.compile(".*/repos/octo/app/issues/(\\d+)/labels(?:/codex%3A(\\w+))?");
    private static final Pattern COMMENT =
            Pattern.compile(".*/repos/octo/app/issues/(?:\\d+/comments|comments/(\\d+))");
    private static final Pattern PULL = Pattern.compile(".*/repos/octo/app/pulls(?:/\\d+.*)?");
    /** Labels that the repository has, and reactions to commands: of no brief. */
    private static final Pattern SETTING = Pattern.compile(".*/repos/octo/app/(?:labels|.*/reactions)");

    private static final JsonMapper JSON = new JsonMapper();

    private final Scene scene;
    /** The commits of every record, and whose they are. */
    private final Map<String, String> keys = new HashMap<>();

    /** What each comment, by its id, showed last. */
    private final Map<String, Effect> shownBy = new HashMap<>();

    private final Map<String, Integer> movedAt = new HashMap<>();
    private final List<Placed> events = new ArrayList<>();

    private ForgeTrace(Scene scene) {
        this.scene = scene;
    }

    /** Line of a script that notes the step's run and the records as they are on the server at that moment. */
    static String noteStep(Scene scene) throws IOException {
        try (Stream<Path> stores = Files.list(scene.folder.resolve("forge"))) {
            Path store = stores.filter(path -> path.toString().endsWith(".git"))
                    .findFirst()
                    .orElseThrow();
            return "echo $CODEX_RUN_ID $(git --git-dir=" + store + " for-each-ref --format='%(objectname)' " + BRIEFS
                    + ") >> " + scene.folder.resolve(NOTES) + "\n";
        }
    }

    /** Everything that happened, oldest first. */
    static List<TraceEvent> of(Scene scene) throws IOException {
        return new ForgeTrace(scene).read();
    }

    private List<TraceEvent> read() throws IOException {
        for (String ref : scene.look().refs(BRIEFS).keySet()) {
            String key = ref.substring(ref.lastIndexOf('/') + 1);
            for (CommitView commit : scene.look().history(ref)) {
                if (commit.parents().size() > 1 || keys.put(commit.id(), key) != null) {
                    throw new AssertionError("a record's history is one line of its own: " + commit);
                }
            }
        }
        for (RecordedRequest request : scene.writes()) {
            if (request.status() >= 200 && request.status() < 300) {
                read(request);
            }
        }
        Set<String> unseen = new HashSet<>(keys.keySet());
        unseen.removeAll(movedAt.keySet());
        if (!unseen.isEmpty()) {
            throw new AssertionError("moves that no push made: " + unseen);
        }
        Path notes = scene.folder.resolve(NOTES);
        if (Files.exists(notes)) {
            Files.readAllLines(notes).forEach(this::readStep);
        }
        events.sort(Comparator.comparingDouble(Placed::place));
        return events.stream().map(Placed::event).toList();
    }

    private void read(RecordedRequest request) {
        if (request.path().endsWith("/git-receive-pack")) {
            readPush(request);
            return;
        }
        // What was sent under a lease may take effect late: what counts is when it came.
        readEffect(request).ifPresent(effect -> events.add(new Placed(request.answeredBefore() + 0.5, effect)));
    }

    private void readPush(RecordedRequest push) {
        boolean withBranch = push.requestBody().contains(" refs/heads/");
        Matcher command = COMMAND.matcher(push.requestBody());
        boolean record = false;
        while (command.find()) {
            String commit = command.group(2);
            @Nullable String key = keys.get(commit);
            record |= command.group(3).startsWith(BRIEFS);
            if (key != null && movedAt.putIfAbsent(commit, push.number()) == null) {
                String message = scene.look().commit(commit).orElseThrow().message();
                events.add(new Placed(push.number(), Move.of(key, message, withBranch)));
            }
        }
        if (withBranch && !record) {
            events.add(new Placed(push.number(), new Effect(List.of("?"), null, "a branch without its record")));
        }
    }

    private Optional<TraceEvent> readEffect(RecordedRequest request) {
        Matcher labels = LABELS.matcher(request.path());
        if (labels.matches()) {
            return Optional.of(labels(request, labels.group(1), labels.group(2)));
        }
        Matcher comment = COMMENT.matcher(request.path());
        if (comment.matches()) {
            return Optional.of(comment(request, comment.group(1)));
        }
        if (PULL.matcher(request.path()).matches()) {
            return Optional.of(marked(request));
        }
        return SETTING.matcher(request.path()).matches() ? Optional.empty() : Optional.of(unknown(request));
    }

    private TraceEvent labels(RecordedRequest request, String issue, @Nullable String removed) {
        List<String> ofIssue = scene.look().refs(BRIEFS).keySet().stream()
                .filter(ref -> ref.matches(BRIEFS + "\\d+-" + issue + "/.*"))
                .map(ref -> ref.substring(ref.lastIndexOf('/') + 1))
                .toList();
        if (removed != null) {
            return new Effect(ofIssue, null, Effect.hides(removed));
        }
        String label =
                JSON.readTree(request.requestBody()).path("labels").path(0).asString("");
        return label.startsWith("codex:")
                ? new Effect(ofIssue, null, Effect.shows(label.substring("codex:".length())))
                : new Effect(List.copyOf(new HashSet<>(keys.values())), null, Effect.DELIVERS);
    }

    /** A status comment goes when another one shows another state. */
    private TraceEvent comment(RecordedRequest request, @Nullable String id) {
        if (request.method().equals("DELETE")) {
            Effect shown = shownBy.getOrDefault(Objects.requireNonNull(id), unknown(request));
            return new Effect(shown.keys(), null, shown.what().replace("shows ", "hides "));
        }
        Effect effect = marked(request);
        String comment =
                id == null ? JSON.readTree(request.responseBody()).path("id").asString() : id;
        shownBy.put(comment, effect);
        return effect;
    }

    /** A comment or a pull request says of which brief it is. */
    private static Effect marked(RecordedRequest request) {
        JsonNode body = JSON.readTree(request.requestBody()).path("body");
        @Nullable Marker marker = Marker.read(body.asString("")).orElse(null);
        if (marker instanceof Marker.Status status) {
            return new Effect(
                    List.of(status.key().hex()),
                    status.run().value(),
                    Effect.shows(status.state().name()));
        } else if (marker instanceof Marker.Output output) {
            return new Effect(List.of(output.key().hex()), null, Effect.DELIVERS);
        }
        return unknown(request);
    }

    private static Effect unknown(RecordedRequest request) {
        return new Effect(List.of("?"), null, request.toString());
    }

    private void readStep(String note) {
        List<String> words = List.of(note.split(" ", -1));
        String run = words.get(0);
        // Of the records that the step found, its own.
        String record = words.stream()
                .skip(1)
                .filter(commit ->
                        scene.look().commit(commit).orElseThrow().message().contains(run))
                .findFirst()
                .orElseThrow(() -> new AssertionError("a step ran and no record names its run: " + note));
        int move = Objects.requireNonNull(movedAt.get(record));
        String key = Objects.requireNonNull(keys.get(record));
        events.add(new Placed(move + 0.25, new Effect(List.of(key), run, Effect.STEPS)));
    }

    /** @param place a request's number, or between two */
    private record Placed(double place, TraceEvent event) {}
}
