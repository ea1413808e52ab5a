package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of one brief would bring. Its steps were run in a disposable clone, and nothing was published.
 *
 * @param evaluation what the gate says of the brief
 * @param trial what came of it; null when it would not be run
 */
public record Preview(Evaluation evaluation, @Nullable Trial trial) {

    /**
     * What came of the steps, and what would be published of it. Every text in it has passed the sanitizer.
     *
     * @param result how the run would end
     * @param failure why it would fail; null when it would not
     * @param baseCommit the base's tip, 40 hexadecimal digits; null when the workspace could not be brought there
     * @param steps one for each of the brief's; their output is raw
     * @param files what the steps changed, in the order of their paths
     * @param diff what the steps changed, unified, for a terminal; of a large one the head alone
     * @param gitNotes what the steps did to git itself
     * @param commit what would be pushed; null when no output asks for a commit, or none can be made
     * @param outputs what each output would publish, in their order; fewer than the brief's when the run would fail
     * @param comment the status comment as it would stand in the end; null when the configuration wants none
     */
    public record Trial(
            Result result,
            @Nullable Failure failure,
            @Nullable String baseCommit,
            List<StepResult> steps,
            List<ChangedFile> files,
            String diff,
            List<String> gitNotes,
            @Nullable PlannedCommit commit,
            List<PlannedOutput> outputs,
            @Nullable String comment) {

        public Trial {
            steps = List.copyOf(steps);
            files = List.copyOf(files);
            gitNotes = List.copyOf(gitNotes);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * A path that the steps changed.
     *
     * @param path from the repository's root: raw, an attacker's text
     * @param kind how
     * @param published whether the commit would hold it
     */
    public record ChangedFile(String path, FileChange.Kind kind, boolean published) {}

    /**
     * The commit that would be pushed.
     *
     * @param branch where to
     * @param replaces what stands on that branch now, 40 hexadecimal digits; null when there is no such branch
     * @param message its whole message
     * @param files the reports of the runner, and the files that outputs bring
     */
    public record PlannedCommit(String branch, @Nullable String replaces, String message, List<PlannedFile> files) {

        public PlannedCommit {
            files = List.copyOf(files);
        }
    }

    /**
     * A file that the commit would hold and no step wrote. In the real one of a report, times and the run's name differ.
     *
     * @param path from the repository's root
     * @param text its content as text, gated; what is no UTF-8 is replaced
     */
    public record PlannedFile(String path, String text) {}

    /**
     * An output.
     *
     * @param type the output's type
     * @param summary what it would do, in one line
     * @param texts what it would write
     */
    public record PlannedOutput(String type, String summary, List<RenderedText> texts) {
        public PlannedOutput {
            texts = List.copyOf(texts);
        }
    }
}
