package io.github.hirakuarai.codexrunner.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.ledger.PushGuard;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BranchPublisherTest {

    /** With neither a claim nor a journal: it is refused before anything is written. */
    @Test
    void aReadOnlyLanePushesNothingWhateverWasPlanned() {
        Lane readOnly = new Lane(
                "test", "local", Lane.WorkspaceMode.ISOLATED, false, List.of(), false, Set.of(), null, Map.of());
        BranchContents contents = new BranchContents(
                BriefId.parse("octo/app#1").orElseThrow(),
                new RunId("1-2"),
                readOnly,
                List.of(new CommitPlan("a change", List.of("README.md"), false)),
                List.of(),
                "main",
                "b".repeat(40),
                "codex/1-body-01234567",
                "codex/1-body-01234567-a1",
                null,
                List.of(),
                Map.of());

        assertThatThrownBy(() -> new BranchPublisher(Sanitizer.of(Secrets.of(Map.of())))
                        .publish(contents, "c".repeat(40), null, null, PushGuard.NONE))
                .isInstanceOfSatisfying(
                        OutputException.class,
                        refused -> assertThat(refused.failureCode()).isEqualTo("LANE_NOT_ALLOWED"))
                .hasMessageContaining("read-only");
    }
}
