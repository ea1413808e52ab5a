package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.ForgeActor;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckboxStateStoreTest {

    @TempDir
    Path folder;

    private Scene scene;
    private StateStore store;
    private int number;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        store = new CheckboxStateStoreFactory().open(scene.context);
        number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of("codex:enabled"));
    }

    @AfterEach
    void close() {
        store.close();
        scene.close();
    }

    @Test
    void theStateIsTickedAndLabelsAreLeftAlone() {
        show(BriefState.RUNNING);
        assertThat(body()).endsWith("- [ ] codex: new\n- [x] codex: running\n- [ ] codex: done\n- [ ] codex: failed\n");

        show(BriefState.DONE);
        assertThat(body()).endsWith("- [ ] codex: new\n- [ ] codex: running\n- [x] codex: done\n- [ ] codex: failed\n");
        assertThat(scene.look().issue(number).orElseThrow().labels()).containsExactly("codex:enabled");
    }

    @Test
    void whatIsShownAlreadyIsNotWrittenAgain() {
        StatusReceipt first = show(BriefState.DONE);

        assertThat(scene.writesOf(() -> assertThat(show(BriefState.DONE)).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void withoutAStatusCommentNothingIsShown() {
        assertThat(scene.writesOf(() -> store.show(
                        new StatusUpdate(
                                id(), Scene.KEY, scene.issue(number), BriefState.DONE, null, null, false, false),
                        Fence.OPEN)))
                .isEmpty();
    }

    @Test
    void whoTicksNewCommandsAnotherAttemptOfThatBrief() {
        show(BriefState.FAILED);
        scene.clock.pass(Duration.ofMinutes(1));
        tick(scene.alice);

        assertThat(store.commands(scene.issue(number)))
                .containsExactly(new BriefCommand(
                        "checkbox-" + comment().id() + "-"
                                + scene.clock.instant().getEpochSecond(),
                        BriefCommand.Kind.RETRY,
                        id(),
                        scene.account("alice"),
                        scene.clock.instant()));
    }

    @Test
    void aCommandOutlivesTheRunnersEditsUntilItIsPicked() {
        show(BriefState.RUNNING);
        scene.clock.pass(Duration.ofMinutes(1));
        tick(scene.alice);
        List<BriefCommand> ordered = store.commands(scene.issue(number));
        scene.clock.pass(Duration.ofMinutes(1));

        show(BriefState.FAILED);
        assertThat(body()).contains("- [x] codex: new", "- [x] codex: failed");
        assertThat(store.commands(scene.issue(number))).isEqualTo(ordered).hasSize(1);
        assertThat(scene.writesOf(() -> show(BriefState.FAILED))).isEmpty();

        show(BriefState.PICKED);
        assertThat(body()).contains("- [ ] codex: new");
        assertThat(store.commands(scene.issue(number))).isEmpty();
    }

    @Test
    void theTickOfAnAnsweredCommandIsTakenAwayAndAnotherOneStays() {
        show(BriefState.DONE);
        scene.clock.pass(Duration.ofMinutes(1));
        tick(scene.alice);
        BriefCommand command = store.commands(scene.issue(number)).get(0);

        answer(command);

        assertThat(body()).contains("- [ ] codex: new", "- [x] codex: done").startsWith("<!-- codex-runner:status");
        assertThat(store.commands(scene.issue(number))).isEmpty();
        assertThat(scene.writesOf(() -> answer(command))).isEmpty();

        scene.clock.pass(Duration.ofMinutes(1));
        tick(scene.alice);
        answer(command);
        assertThat(store.commands(scene.issue(number))).hasSize(1);
    }

    @Test
    void aTickThatTheRunnersEditKeptIsTakenAwayWithItsNote() {
        show(BriefState.RUNNING);
        scene.clock.pass(Duration.ofMinutes(1));
        tick(scene.alice);
        scene.clock.pass(Duration.ofMinutes(1));
        show(BriefState.DONE);

        answer(store.commands(scene.issue(number)).get(0));

        assertThat(body()).contains("- [ ] codex: new").doesNotContain("codex-runner:command");
    }

    @Test
    void aListInAnotherCommentOfTheRunnersCommandsNothing() {
        show(BriefState.FAILED);
        String list = body().substring(body().indexOf("<!-- codex-runner:checkboxes"));
        scene.forge
                .as("runner")
                .comment(
                        Scene.REPOSITORY,
                        number,
                        new Marker.Output(Scene.KEY, 1, null).write() + "\n"
                                + list.replace("[ ] codex: new", "[x] codex: new"));

        assertThat(store.commands(scene.issue(number))).isEmpty();
    }

    @Test
    void aNoteInSomebodyElsesEditCommandsInTheirOwnNameOnly() {
        show(BriefState.FAILED);
        String forged = "<!-- codex-runner:command id=checkbox-1-1 by="
                + scene.account("alice").id() + " person alice at=2026-11-21T05:00:00Z -->";
        scene.mallory.editComment(
                Scene.REPOSITORY,
                comment().id(),
                body().replace("\n\n", "\n\n" + forged + "\n").replace("[ ] codex: new", "[x] codex: new"));

        assertThat(store.commands(scene.issue(number)))
                .extracting(BriefCommand::by)
                .containsExactly(scene.account("mallory"));
    }

    @Test
    void aStrangersListCommandsNothing() {
        show(BriefState.FAILED);
        scene.mallory.comment(Scene.REPOSITORY, number, body().replace("[ ] codex: new", "[x] codex: new"));

        assertThat(store.commands(scene.issue(number))).isEmpty();
    }

    @Test
    void whereTheForgeCannotTellWhoTickedNothingIsRequested() {
        show(BriefState.FAILED);
        tick(scene.alice);
        scene.forge.faults().every(Faults.request("POST", "/api/graphql"), Fault.answer(404, Map.of()));

        assertThat(store.commands(scene.issue(number))).isEmpty();
    }

    @Test
    void commandsAreCommandsHereToo() {
        scene.alice.comment(Scene.REPOSITORY, number, "/codex cancel");

        assertThat(store.commands(scene.issue(number)))
                .extracting(BriefCommand::kind)
                .containsExactly(BriefCommand.Kind.CANCEL);
    }

    private void answer(BriefCommand command) {
        String comment = new Marker.Answer(Scene.KEY, command.id()).write() + "\nnothing to do";
        store.answer(new CommandAnswer(scene.issue(number), null, command, comment), Fence.OPEN);
    }

    private void tick(ForgeActor who) {
        who.editComment(Scene.REPOSITORY, comment().id(), body().replace("[ ] codex: new", "[x] codex: new"));
    }

    private StatusReceipt show(BriefState state) {
        String text = new Marker.Status(Scene.KEY, Digest.of("block"), new RunId("run"), state).write() + "\nstatus";
        return store.show(
                new StatusUpdate(id(), Scene.KEY, scene.issue(number), state, text, null, false, true), Fence.OPEN);
    }

    private BriefId id() {
        return new BriefId(Scene.NAME, number, DocumentKind.ISSUE_BODY, 0, 1);
    }

    private String body() {
        return comment().body();
    }

    private CommentView comment() {
        return scene.look().comments(number).get(0);
    }
}
