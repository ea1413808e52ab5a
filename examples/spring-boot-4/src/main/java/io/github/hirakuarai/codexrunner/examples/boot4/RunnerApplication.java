package io.github.hirakuarai.codexrunner.examples.boot4;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application that runs briefs beside its other work, and shows how they ended. */
@SpringBootApplication
@EnableScheduling
public class RunnerApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(RunnerApplication.class, arguments);
    }

    /** The variables that the configuration may name. */
    public record Variables(Map<String, String> values) {}

    @Bean
    Variables variables() {
        return new Variables(System.getenv());
    }

    // region: runner
    /** Spring closes the runner when the application stops: briefs that run then are cancelled, and reported as such. */
    @Bean
    Runner runner(@Value("${codex-runner.configuration}") Path configuration, Variables variables, Results results) {
        return Runner.builder()
                .environment(variables.values())
                .configuration(configuration)
                .listener(results::heard)
                .build();
    }

    /** Looks for briefs on the scheduler's thread. The runner starts threads of its own, one for each brief that it runs. */
    @Bean
    Watch watch(Runner runner) {
        return new Watch(runner);
    }

    record Watch(Runner runner) {

        @Scheduled(fixedDelayString = "${codex-runner.interval:30s}")
        void look() {
            runner.poll(Selection.ALL);
        }
    }
    // endregion

    @RestController
    static class Results {

        private final Map<String, String> results = new ConcurrentHashMap<>();

        /** Is called on the runner's threads. */
        void heard(RunEvent event) {
            if (event instanceof RunEvent.Ended ended) {
                results.put(ended.id().toString(), ended.result().text());
            }
        }

        @GetMapping("/results")
        Map<String, String> results() {
            return results;
        }
    }
}
