package io.github.hirakuarai.codexrunner.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadBriefsTest {

    private static final String DOCUMENT = """
            Please.

            ```codex-brief
            executor: devbox
            repo: octo/app
            branch: main
            workdir: ~/app
            steps:
              - {name: work, shell: "true"}
            outputs: []
            ```
            """;

    @Test
    void theExampleReadsABrief() {
        assertThat(new ReadBriefs().read(DOCUMENT)).containsExactly("brief for octo/app on lane devbox");
    }

    @Test
    void theExampleTellsWhatIsWrong() {
        assertThat(new ReadBriefs().read(DOCUMENT.replace("outputs:", "ouputs:")))
                .anyMatch(line -> line.startsWith("10:1 UNKNOWN_FIELD"));
    }
}
