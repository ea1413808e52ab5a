package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.intake.BriefFinder;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import java.util.List;
import java.util.Optional;

/**
 * What users ask for, and who may.
 *
 * @param source has the documents
 * @param finder finds the briefs in them
 * @param policy says whose briefs may run
 * @param commands has the commands, and says whose count
 */
public record BriefIntake(BriefSource source, BriefFinder finder, AdmissionPolicy policy, CommandAdmission commands) {

    /** The briefs of a document as it is now; empty when it is gone. */
    public Optional<List<FoundBrief>> read(DocumentRef document) {
        return source.read(document).map(finder::find);
    }

    public Approvals approvals() {
        return new Approvals(policy, source);
    }
}
