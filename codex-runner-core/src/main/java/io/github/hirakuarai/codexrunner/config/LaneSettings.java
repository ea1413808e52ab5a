package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.DocumentSchema;
import io.github.hirakuarai.codexrunner.yaml.PublishedSchemas;
import io.github.hirakuarai.codexrunner.yaml.YamlReader;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks the keys of lanes whose executor is not known to the configuration's own schema: they are described by a schema
 * that the executor's plugin brings.
 */
public final class LaneSettings {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LaneSettings() {}

    /** Whether the configuration's own schema describes the keys of an executor's lanes, so that they were checked. */
    public static boolean areChecked(String executor) {
        return PublishedSchemas.json(ConfigReader.SCHEMA)
                .at("/$defs/" + executor + "-lane")
                .isObject();
    }

    /**
     * Requires a lane's own keys to be those of its executor.
     *
     * @param schema what the executor's plugin brings
     * @throws RunnerException with {@code CONFIGURATION} when a key is unknown or its value wrong, with {@code PLUGIN} when the
     *     schema cannot be used
     */
    public static void require(Lane lane, String schema) {
        DocumentSchema closed;
        try {
            closed = ClosedSchema.ofLane(lane.executor(), schema);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RunnerException(
                    ErrorCode.PLUGIN,
                    "the executor plugin '" + lane.executor() + "' has an invalid schema of its lane keys: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "; report it to its maker",
                    e);
        }
        List<Problem> problems = closed.check(YamlReader.readWhole(JSON.writeValueAsString(lane.settings())));
        if (!problems.isEmpty()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    problems.stream()
                            .map(problem -> "lane " + lane.name() + ": " + problem.message()
                                    + (problem.hint() == null ? "" : "; " + problem.hint()))
                            .distinct()
                            .collect(Collectors.joining("\n")));
        }
    }
}
