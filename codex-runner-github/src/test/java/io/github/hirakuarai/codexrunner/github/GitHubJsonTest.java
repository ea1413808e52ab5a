package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An odd answer is told as the forge's fault, which concerns one repository; it is never a fault of the source. */
class GitHubJsonTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final RepositoryEntry REPOSITORY =
            new RepositoryEntry(7, RepositoryName.parse("octo/app").orElseThrow());

    @Test
    void anIssueIsRead() {
        assertThat(GitHubJson.issue(issue(), REPOSITORY).issue().number()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            number | -1
            number | 0
            number | 1e999
            number | 99999999999
            number | 1.5
            number | "3"
            number | null
            id | -5
            id | "x"
            title | null
            created_at | "yesterday"
            updated_at | null
            html_url | "::"
            html_url | 3
            state | []
            labels | [null]
            locked | "yes"
            locked | "true"
            locked | 1
            locked | null
            locked | {}
            """)
    void anOddFieldIsTheForgesFault(String field, String value) {
        ObjectNode issue = issue();
        issue.set(field, JSON.readTree(value));

        RunnerException odd = catchThrowableOfType(RunnerException.class, () -> GitHubJson.issue(issue, REPOSITORY));

        assertThat(odd).as(field + ": " + value).isNotNull();
        assertThat(odd.code()).isEqualTo(ErrorCode.REFUSED);
    }

    private static ObjectNode issue() {
        return (ObjectNode) JSON.readTree("""
                {"id": 1, "number": 3, "title": "t", "state": "open", "labels": [], "body": "b", "user": null,
                 "html_url": "https://example.org/octo/app/issues/3", "created_at": "2026-11-21T00:00:00Z",
                 "updated_at": "2026-11-21T00:00:00Z"}
                """);
    }
}
