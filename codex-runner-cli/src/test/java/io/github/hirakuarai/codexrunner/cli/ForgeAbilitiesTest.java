package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hirakuarai.codexrunner.forge.Ability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A forge that lacks one of GitHub's abilities: the brief has its right end once, or is refused before it is claimed, and
 * {@code doctor} says what is missing.
 */
class ForgeAbilitiesTest {

    private static final Map<Ability, Expected> TABLE = new EnumMap<>(Map.ofEntries(
            Map.entry(Ability.PAGE_SIZE, done("pages are shorter than requested")),
            Map.entry(Ability.LINKS, done("pages of lists are not linked")),
            Map.entry(Ability.EVENTS, done("no issue events")),
            Map.entry(Ability.REACTIONS, done("no reactions")),
            Map.entry(Ability.GRAPHQL, done("no GraphQL")),
            Map.entry(Ability.REPOSITORY_COMMENTS, done("comments are listed by issue only")),
            Map.entry(Ability.COMMENT_REFERENCES, done("comments do not name their issue")),
            Map.entry(Ability.PERMISSIONS, done("does not show the account's permission")),
            Map.entry(
                    Ability.ROLES,
                    new Expected("role DEVELOPER on octo/app, which is unknown here", "map them in github.roles", "")),
            Map.entry(Ability.ASSIGNMENTS, new Expected(null, "", "octo/app\\#54 (http://127.0.0.1")),
            Map.entry(Ability.ATOMIC_PUSH, done("but not several refs atomically")),
            Map.entry(Ability.ISSUE_IDS, done("issues have no ids"))));

    @TempDir
    private Path folder;

    /** One that holds briefs, one that is said of a brief's end, and two that are worked around: in queries and in pushes. */
    private static final Set<Ability> SAMPLE =
            EnumSet.of(Ability.ROLES, Ability.ASSIGNMENTS, Ability.GRAPHQL, Ability.ATOMIC_PUSH);

    @TestFactory
    Stream<DynamicTest> whatAForgeLacksIsWorkedAroundOrSaid() {
        // Whether branches may be replaced only a push tells: BranchNamesTest has that one.
        assertThat(TABLE.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(Ability.REPLACED_BRANCHES)));
        return SAMPLE.stream().map(this::without);
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> soIsEverythingElse() {
        return TABLE.keySet().stream()
                .filter(ability -> !SAMPLE.contains(ability))
                .map(this::without);
    }

    private DynamicTest without(Ability ability) {
        Expected expected = Objects.requireNonNull(TABLE.get(ability));
        return dynamicTest("without " + ability, () -> check(ability, expected));
    }

    @Test
    void issuesWithoutIdsHaveTheirOwnBriefsWhateverTheirText() throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.forge.lack(Ability.ISSUE_IDS);
            String brief = scene.brief("echo ran >> " + scene.folder.resolve("counter") + "; echo out > out.txt");
            int one = scene.issue(brief);
            int other = scene.issue(brief);

            Scene.Ran ran = scene.run("run", "--execute");
            scene.run("run", "--execute");

            assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.OK);
            assertThat(scene.statusComment(one)).contains("state=DONE");
            assertThat(scene.statusComment(other)).contains("state=DONE");
            assertThat(scene.folder.resolve("counter")).hasContent("ran\nran");
            assertThat(scene.look().pulls()).hasSize(2);
            assertThat(scene.look().refs("refs/codex/")).hasSize(2);
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(names = {"REPOSITORY_COMMENTS", "REACTIONS", "EVENTS"})
    void soTheyAreWithoutOtherAbilities(Ability ability) throws IOException {
        commandsAreObeyedAndAnsweredAllTheSame(ability);
    }

    /** Most is asked by it. */
    @ParameterizedTest
    @EnumSource(names = "GRAPHQL")
    void commandsAreObeyedAndAnsweredAllTheSame(Ability ability) throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.forge.lack(ability);
            Path ran = scene.folder.resolve("ran");
            int repeated = scene.issue(scene.brief("echo repeated >> " + ran + "; exit 1"));
            scene.run("run", "--execute");
            int cancelled = scene.issue(scene.brief("echo cancelled >> " + ran));
            scene.nextSecond();
            scene.forge.as("alice").comment(Scene.REPOSITORY, repeated, "/codex retry");
            scene.forge.as("alice").comment(Scene.REPOSITORY, repeated, "/codex status");
            scene.forge.as("alice").comment(Scene.REPOSITORY, cancelled, "/codex cancel");

            scene.run("run", "--execute");
            scene.run("run", "--execute");

            assertThat(ran).hasContent("repeated\nrepeated");
            assertThat(scene.statusComment(cancelled)).contains("alice cancelled it");
            assertThat(scene.look().comments(repeated))
                    .filteredOn(comment -> comment.body().contains("codex-runner:answer"))
                    .hasSize(1);
        }
    }

    private void check(Ability ability, Expected expected) throws IOException {
        try (Scene scene =
                Scene.in(Files.createDirectories(folder.resolve(ability.name())).toRealPath())) {
            scene.forge.lack(ability);
            int issue = issues(scene);
            String reviewers = ability == Ability.ASSIGNMENTS ? "    reviewers: [mallory]\n" : "";
            scene.forge
                    .as("alice")
                    .comment(
                            Scene.REPOSITORY,
                            issue,
                            scene.brief(
                                    "echo out > out.txt",
                                    "  - type: pr\n"
                                            + "    title: Add out\n"
                                            + "    commit_message: add out\n"
                                            + "    files: [out.txt]\n"
                                            + reviewers));

            assertThat(scene.run("doctor")
                            .out()
                            .replaceAll("\n +fix: ", "; ")
                            .lines()
                            .filter(line -> line.startsWith("warn  " + Scene.REPOSITORY) && !line.contains(" labels ")))
                    .hasSize(expected.doctor().isEmpty() ? 0 : 1)
                    .allMatch(line -> line.contains(expected.doctor()));

            Scene.Ran first = scene.run("run", "--execute");
            String told = first.out() + first.err();
            if (expected.held() != null) {
                assertThat(told).contains(expected.held());
                assertThat(scene.look().refs("refs/codex/")).isEmpty();
                Files.writeString(
                        scene.configuration,
                        Files.readString(scene.configuration)
                                .replace("github: {", "github: {roles: {developer: write}, "));
                first = scene.run("run", "--execute");
                told = first.out() + first.err();
            }
            Scene.Ran second = scene.run("run", "--execute");

            assertThat(scene.look().pulls()).as(told).hasSize(1);
            if (expected.failure().isEmpty()) {
                assertThat(first.exitCode()).as(told).isEqualTo(ExitCode.OK);
                assertThat(second.exitCode()).as(second.out() + second.err()).isEqualTo(ExitCode.OK);
                assertThat(scene.statusComment(issue)).contains("DONE");
            } else {
                assertThat(first.exitCode()).as(told).isEqualTo(ExitCode.FAILED);
                assertThat(scene.statusComment(issue))
                        .contains(expected.failure())
                        .contains("reviewers");
            }
        }
    }

    /** More than two pages of 25, so that the oldest, where the brief stands, is on the last. */
    private static int issues(Scene scene) {
        int oldest = scene.issue("the oldest");
        for (int n = 0; n < 52; n++) {
            scene.issue("without a brief");
        }
        return oldest;
    }

    private static Expected done(String doctor) {
        return new Expected(null, doctor, "");
    }

    /**
     * @param held what is said before anything was claimed; null when it runs
     * @param doctor what {@code doctor} says
     * @param failure what the status comment says of the failure; empty for DONE
     */
    private record Expected(
            @org.jspecify.annotations.Nullable String held, String doctor, String failure) {}
}
