package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever users and two runners do in whatever order, no step runs and nothing is pushed without the approvals that the
 * rules ask for. More orders: {@code -Dapprovals.tries=N}; one again: {@code -Dapprovals.seed=N}.
 */
@Timeout(1800)
class AnyApprovalsTest {

    private static final int ACTIONS = 20;

    /** In it, somebody who edited the brief approves it beside somebody who may. */
    private static final long TELLING = 39;

    @TempDir
    private Path folder;

    @Test
    void noOrderOfEventsLetsAStepRunWithoutApprovals() throws IOException {
        Long only = Long.getLong("approvals.seed");
        int began = 0;
        int held = 0;
        List<Long> seeds = only == null
                ? LongStream.concat(
                                LongStream.of(TELLING),
                                LongStream.rangeClosed(1, Integer.getInteger("approvals.tries", 2)))
                        .boxed()
                        .toList()
                : List.of(only);
        for (long seed : seeds) {
            try (Story story = new Story(Files.createDirectory(folder.resolve("seed-" + seed)), new Random(seed))) {
                for (int n = 0; n < ACTIONS && !story.ran(); n++) {
                    story.act();
                    story.require("seed " + seed);
                }
                began += story.ran() ? 1 : 0;
                held += story.heldWithApprovals;
            }
        }
        System.out.println("approvals: " + seeds.size() + " orders of events, in " + began + " the brief ran, " + held
                + " times it was held beside approvals that do not count");
        assertThat(only != null || began > 0).as("some orders let it run").isTrue();
    }

    /** What was done, and what of it counts by the rules. */
    private static final class Story implements AutoCloseable {

        private final Scene scene;
        private final Random random;
        private final Path marker;
        private final int asked;
        private final int issue;
        private final List<String> log = new ArrayList<>();
        private final Set<String> editors = new HashSet<>();
        private final List<Given> given = new ArrayList<>();
        private int version = 1;
        private int heldWithApprovals;
        private boolean allowed;

        Story(Path folder, Random random) throws IOException {
            this.scene = Scene.in(folder.toRealPath());
            this.random = random;
            this.marker = scene.folder.resolve("ran");
            this.asked = 1 + random.nextInt(2);
            for (String login : List.of("bob", "carol")) {
                scene.forge.createUser(login, false);
                scene.forge.setPermission(Scene.REPOSITORY, login, Permission.WRITE);
            }
            configure("state");
            this.issue = scene.issue(brief());
        }

        boolean ran() {
            return Files.exists(marker);
        }

        void act() throws IOException {
            switch (random.nextInt(12)) {
                case 0, 1 -> approve("bob", true);
                case 2 -> approve("carol", true);
                case 3 -> approve(random.nextBoolean() ? "alice" : "mallory", false);
                case 4 -> wrongApproval();
                case 5 -> spoilAnApproval();
                case 6 -> editBrief();
                case 7 -> spoilTheRequest();
                case 8 -> push();
                default -> run();
            }
        }

        void require(String seed) {
            assertThat(ran() && !allowed)
                    .as(seed + ", asked for " + asked + ": " + log)
                    .isFalse();
            if (!ran()) {
                assertThat(scene.look().refs("refs/heads/codex/"))
                        .as(seed + ": " + log)
                        .isEmpty();
            }
        }

        /** Read from the rules alone: who approved this text, on the request that stands, and may. */
        private long counting() {
            return given.stream()
                    .filter(one -> one.version() == version && one.counts())
                    .map(Given::login)
                    .filter(login -> !editors.contains(login))
                    .distinct()
                    .count();
        }

        private void run() throws IOException {
            String runner = random.nextBoolean() ? "state" : "other";
            configure(runner);
            allowed = counting() >= asked;
            scene.run("run", "--execute");
            log.add("run of " + runner + (allowed ? " (allowed)" : ""));
            heldWithApprovals += !ran() && !given.isEmpty() ? 1 : 0;
        }

        private void approve(String login, boolean mayCount) {
            line().ifPresent(line -> {
                long id = scene.forge.as(login).comment(Scene.REPOSITORY, issue, line.text());
                // A request for an earlier text may be the last one that stands.
                given.add(new Given(login, id, line.version(), mayCount));
                log.add(login + " approves text " + line.version());
            });
        }

        private void wrongApproval() {
            line().ifPresent(line -> {
                String half = line.text().substring(0, line.text().length() - 8) + "00000000";
                List<String> wrong = List.of(
                        half,
                        "> " + line.text(),
                        "    " + line.text(),
                        line.text() + " please",
                        line.text().toUpperCase(Locale.ROOT));
                scene.forge.as("bob").comment(Scene.REPOSITORY, issue, wrong.get(random.nextInt(wrong.size())));
                log.add("bob writes what is no approval");
            });
        }

        private void spoilAnApproval() {
            if (given.isEmpty()) {
                return;
            }
            int which = random.nextInt(given.size());
            Given one = given.get(which);
            if (scene.look().comments(issue).stream().noneMatch(comment -> comment.id() == one.comment())) {
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> scene.forge.as("carol").editComment(Scene.REPOSITORY, one.comment(), "never mind");
                case 1 -> scene.forge.as(one.login()).deleteComment(Scene.REPOSITORY, one.comment());
                default -> scene.forge.as("carol").minimize(Scene.REPOSITORY, one.comment(), "outdated");
            }
            given.set(which, new Given(one.login(), one.comment(), one.version(), false));
            log.add("the approval of " + one.login() + " is spoilt");
        }

        private void editBrief() {
            String login = random.nextBoolean() ? "alice" : "carol";
            version++;
            if (!login.equals("alice")) {
                editors.add(login);
            }
            scene.forge.as(login).editIssue(Scene.REPOSITORY, issue, brief());
            log.add(login + " edits the brief: text " + version);
        }

        private void spoilTheRequest() {
            requests().stream().reduce((first, second) -> second).ifPresent(request -> {
                if (random.nextBoolean()) {
                    scene.forge.as("bob").editComment(Scene.REPOSITORY, request.id(), request.body() + "\nharmless\n");
                } else {
                    scene.forge.as("bob").deleteComment(Scene.REPOSITORY, request.id());
                }
                given.replaceAll(one -> new Given(one.login(), one.comment(), one.version(), false));
                log.add("the request is spoilt");
            });
        }

        private void push() {
            scene.forge
                    .as("carol")
                    .push(Scene.REPOSITORY, "main", "move on", Map.of("README.md", "# " + random.nextInt() + "\n"));
            log.add("the base moves on");
        }

        private Optional<Line> line() {
            return requests().stream()
                    .reduce((first, second) -> second)
                    .map(CommentView::body)
                    .flatMap(body -> body.lines()
                            .map(String::strip)
                            .filter(text -> text.startsWith("/codex approve "))
                            .findFirst()
                            .map(text -> new Line(text, versionIn(body))));
        }

        private static int versionIn(String request) {
            return request.lines()
                    .filter(line -> line.contains("echo text-"))
                    .map(line -> line.replaceAll(".*echo text-([0-9]+).*", "$1"))
                    .map(Integer::valueOf)
                    .findFirst()
                    .orElseThrow();
        }

        private List<CommentView> requests() {
            return scene.look().comments(issue).stream()
                    .filter(comment -> comment.author().equals("runner"))
                    .filter(comment -> comment.body().contains(" command=approval/"))
                    .toList();
        }

        private String brief() {
            return scene.brief("echo text-" + version + " > out.txt; touch '" + marker + "'");
        }

        private void configure(String stateDir) throws IOException {
            scene.configure("");
            Files.writeString(
                    scene.configuration,
                    Files.readString(scene.configuration)
                            .replace("stateDir: state", "stateDir: " + stateDir)
                            .replace("{executor: local}", "{executor: local, approvals: " + asked + "}"));
        }

        @Override
        public void close() {
            scene.close();
        }
    }

    /**
     * One approval.
     *
     * @param version of the text that it approves
     * @param counts whether it may by the rules, besides who edited the brief
     */
    private record Given(String login, long comment, int version, boolean counts) {}

    /** @param version of the text whose request it was copied from */
    private record Line(String text, int version) {}
}
