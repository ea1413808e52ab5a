package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.RunnerView;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Looks for what stands among the records and counts as none. Only reads. */
final class RecordCheckup {

    private RecordCheckup() {}

    static List<Finding> look(RunnerConfig config, RunnerView runner) {
        Set<RepositoryName> repositories = new LinkedHashSet<>(config.repositories());
        repositories.addAll(config.gate().repositories());
        List<Finding> findings = new ArrayList<>();
        for (RepositoryName repository : repositories) {
            String subject = repository + " records";
            try {
                runner.unreadableRecords(repository)
                        .forEach(line ->
                                findings.add(Finding.warn(subject, line, "only what it names waits until then")));
            } catch (RunnerException e) {
                // Whether the git server answers is another finding.
                if (e.code() == ErrorCode.CONFIGURATION) {
                    findings.add(Finding.fail(subject, String.valueOf(e.getMessage()), "nothing runs until then"));
                }
            }
        }
        return findings;
    }
}
