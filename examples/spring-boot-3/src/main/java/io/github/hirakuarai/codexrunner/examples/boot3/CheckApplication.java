package io.github.hirakuarai.codexrunner.examples.boot3;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A web application that checks briefs. Its own JSON is written by Jackson 2, the briefs are read by Jackson 3. */
@SpringBootApplication
public class CheckApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CheckApplication.class, arguments);
    }

    @Bean
    BriefReader briefReader() {
        Plugins plugins = Plugins.find(CheckApplication.class.getClassLoader());
        return new BriefReader(new BriefValidator(plugins.outputs().values()));
    }

    /** Answers with the problems of the briefs in a Markdown text. */
    @RestController
    static class Checks {

        private final BriefReader reader;

        Checks(BriefReader reader) {
            this.reader = reader;
        }

        @PostMapping("/check")
        List<Finding> check(@RequestBody String markdown) {
            List<Finding> findings = new ArrayList<>();
            for (BriefReader.ReadBlock block : reader.read(markdown)) {
                if (block.reading() instanceof BriefReading.Invalid invalid) {
                    invalid.problems().forEach(problem -> findings.add(Finding.of(problem)));
                }
            }
            return findings;
        }
    }

    record Finding(int line, int column, String code, String message, String hint) {

        static Finding of(Problem problem) {
            return new Finding(
                    problem.line(), problem.column(), problem.code().name(), problem.message(), problem.hint());
        }
    }
}
