package io.github.hirakuarai.codexrunner.examples.boot3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class CheckApplicationTest {

    @Autowired
    private TestRestTemplate http;

    @Test
    void problemsAreAnsweredAsJson() {
        String answer = http.postForObject("/check", """
                ```codex-brief
                executor: devbox
                repo: octo-org/app
                branch: main
                workdir: ~/work/app
                steps: [{name: greet, shell: echo hello}]
                outputs: [{type: pr, titel: Hello, commit_message: Hello, files: [a.txt]}]
                ```
                """, String.class);

        assertThat(answer).contains("\"line\":7", "\"code\":\"UNKNOWN_FIELD\"", "did you mean 'title'?");
    }
}
