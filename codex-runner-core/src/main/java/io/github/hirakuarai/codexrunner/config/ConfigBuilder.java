package io.github.hirakuarai.codexrunner.config;

import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import io.github.hirakuarai.codexrunner.model.LaneVariable;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Settings;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import io.github.hirakuarai.codexrunner.yaml.Values;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a configuration of values that the schema found right and whose defaults are filled in. */
final class ConfigBuilder {

    /** The keys that all lanes have; the others are for the executor. */
    static final Set<String> LANE_KEYS = Set.of(
            "executor",
            "workspace",
            "permissions",
            "workdirs",
            "workflows",
            "allow",
            "approvals",
            "approvers",
            "env",
            "maxRuns",
            "passEnv",
            "user");

    private static final List<String> LANE_FILES = List.of("identityFile", "knownHosts");

    private final ObjectNode values;
    private final Path file;
    private final Map<String, String> environment;

    ConfigBuilder(ObjectNode values, Path file, Map<String, String> environment, String hostName, Clock clock) {
        this.values = values;
        this.file = file;
        this.environment = environment;
        ObjectNode runner = (ObjectNode) values.get("runner");
        if (!runner.has("id")) {
            runner.put("id", hostName);
        }
        ObjectNode watch = (ObjectNode) values.get("watch");
        if (!watch.has("since")) {
            watch.put("since", clock.instant().toString());
        }
    }

    RunnerConfig build(ConfigFile written, Set<String> usedVariables) {
        resolveFiles();
        Set<String> secrets = new LinkedHashSet<>(texts(values.get("secrets")));
        secrets.addAll(usedVariables);
        return new RunnerConfig(
                runner(values.get("runner")),
                repositories(values.get("repositories")),
                gitHub(values.get("github")),
                git(values.get("git")),
                lanes(values.get("lanes")),
                gate(values.get("gate")),
                secrets,
                project(values.get("project")),
                labels(values.get("labels")),
                values.get("source").asString(),
                values.at("/state/store").asString(),
                values.get("order").asString().equals("newest-first"),
                duration(values.at("/schedule/ageing")),
                limits(values.get("limits")),
                values.at("/workspace/keepBranches").asInt(),
                duration(values.at("/claims/lease")),
                watch(values.get("watch")),
                new RunnerConfig.Report(
                        values.at("/report/comment").asBoolean(),
                        values.at("/report/directory").asString(),
                        RunnerConfig.Notify.valueOf(
                                values.at("/report/notify").asString().toUpperCase(Locale.ROOT))),
                new Settings(Values.map(values, key -> true)),
                written);
    }

    /** In the tree too, so that plugins find paths that they can open. */
    private void resolveFiles() {
        resolve((ObjectNode) values.get("runner"), "stateDir");
        resolve((ObjectNode) values.get("watch"), "healthFile");
        if (values.at("/watch/webhook") instanceof ObjectNode webhook) {
            resolve(webhook, "secretFile");
        }
        if (values.at("/github/app") instanceof ObjectNode app) {
            resolve(app, "privateKeyFile");
        }
        if (values.at("/git/signing") instanceof ObjectNode signing) {
            resolve(signing, "keyFile");
        }
        values.get("lanes").forEach(lane -> {
            LANE_FILES.forEach(key -> resolve((ObjectNode) lane, key));
            lane.get("env").forEach(variable -> resolve((ObjectNode) variable, "file"));
        });
    }

    private void resolve(ObjectNode owner, String key) {
        if (owner.path(key).isString()) {
            owner.put(key, path(owner.get(key).asString()).toString());
        }
    }

    private Path path(String written) {
        if (written.equals("~") || written.startsWith("~/")) {
            String home = environment.get("HOME");
            if (home == null || home.isEmpty()) {
                throw new RunnerException(
                        ErrorCode.CONFIGURATION,
                        file + ": '" + written + "' needs HOME, which is not set; set it, or write the full path");
            }
            return Path.of(home, written.substring(1)).toAbsolutePath().normalize();
        }
        return file.toAbsolutePath().resolveSibling(written).normalize();
    }

    private static RunnerConfig.Runner runner(JsonNode json) {
        return new RunnerConfig.Runner(
                json.get("id").asString(),
                Path.of(json.get("stateDir").asString()),
                json.get("locale").asString().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH);
    }

    private static List<RepositoryName> repositories(JsonNode json) {
        return texts(json).stream()
                .map(name -> RepositoryName.parse(name).orElseThrow())
                .distinct()
                .toList();
    }

    private static RunnerConfig.GitHub gitHub(JsonNode json) {
        JsonNode app = json.get("app");
        return new RunnerConfig.GitHub(
                URI.create(json.get("apiUrl").asString().replaceFirst("/+$", "")),
                app.isNull()
                        ? null
                        : new RunnerConfig.App(
                                app.get("id").asLong(),
                                Path.of(app.get("privateKeyFile").asString())));
    }

    private static RunnerConfig.Git git(JsonNode json) {
        return new RunnerConfig.Git(
                json.get("url").asString(),
                json.get("user").asString(),
                new RunnerConfig.Author(
                        json.at("/author/name").asString(),
                        json.at("/author/email").asString()),
                json.get("signing").isNull()
                        ? null
                        : Path.of(json.at("/signing/keyFile").asString()));
    }

    private Map<String, Lane> lanes(JsonNode json) {
        Map<String, Lane> lanes = new LinkedHashMap<>();
        json.properties().forEach(lane -> lanes.put(lane.getKey(), lane(lane.getKey(), lane.getValue())));
        lanes.values().forEach(this::requireApprovals);
        return lanes;
    }

    /** Whoever lists approvers wants their approval. */
    private void requireApprovals(Lane lane) {
        if (lane.allow().approvers().narrows() && lane.allow().approvals() == 0) {
            String key = "lanes." + lane.name();
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    file + ": " + key + ".approvers lists who may approve, but no approval is needed; set " + key
                            + ".approvals to how many are needed, or remove the approvers");
        }
    }

    private static Lane lane(String name, JsonNode json) {
        boolean writable = json.get("permissions").asString().equals("write");
        return new Lane(
                name,
                json.get("executor").asString(),
                // What the steps of a read-only lane change is thrown away, so they get a clone to throw away.
                writable && json.get("workspace").asString().equals("in-place")
                        ? Lane.WorkspaceMode.IN_PLACE
                        : Lane.WorkspaceMode.ISOLATED,
                writable,
                texts(json.get("workdirs")),
                json.get("workflows").asBoolean(),
                Set.copyOf(texts(json.get("passEnv"))),
                text(json.get("user")),
                Values.map(((ObjectNode) json).deepCopy().remove(LANE_KEYS), key -> true),
                policy(json),
                json.get("maxRuns").asInt(),
                env(json.get("env")));
    }

    private static Map<String, LaneVariable> env(JsonNode json) {
        Map<String, LaneVariable> variables = new LinkedHashMap<>();
        json.properties().forEach(variable -> variables.put(variable.getKey(), variable(variable.getValue())));
        return variables;
    }

    private static LaneVariable variable(JsonNode json) {
        if (json.has("value")) {
            return new LaneVariable.Value(json.get("value").asString());
        }
        return json.has("file")
                ? new LaneVariable.FromFile(Path.of(json.get("file").asString()))
                : new LaneVariable.FromCommand(texts(json.get("command")));
    }

    private static LanePolicy policy(JsonNode lane) {
        JsonNode json = lane.get("allow");
        JsonNode kubectl = json.get("kubectl");
        return new LanePolicy(
                allowed(json, "repositories"),
                allowed(json, "branches"),
                allowed(json, "authors"),
                allowed(json, "outputs"),
                allowed(json, "steps"),
                allowed(json, "env"),
                kubectl == null
                        ? null
                        : new LanePolicy.KubectlPolicy(
                                allowed(kubectl, "verbs"),
                                allowed(kubectl, "resources"),
                                allowed(kubectl, "namespaces")),
                allowed(json, "paths"),
                lane.get("approvals").asInt(),
                allowed(lane, "approvers"));
    }

    private static AllowList allowed(JsonNode json, String key) {
        JsonNode entries = json.get(key);
        return entries == null ? AllowList.ANY : new AllowList(texts(entries));
    }

    private static RunnerConfig.Gate gate(JsonNode json) {
        Set<Long> bots = new LinkedHashSet<>();
        json.get("bots").forEach(bot -> bots.add(bot.asLong()));
        return new RunnerConfig.Gate(
                Permission.valueOf(json.get("minPermission").asString().toUpperCase(Locale.ROOT)),
                Set.copyOf(texts(json.get("authors"))),
                bots,
                Set.copyOf(repositories(json.get("repositories"))),
                json.get("answerInvalid").asBoolean());
    }

    private static RunnerConfig.@Nullable Project project(JsonNode json) {
        return json.isNull()
                ? null
                : new RunnerConfig.Project(
                        json.get("owner").asString(),
                        json.get("number").asInt(),
                        json.get("field").asString(),
                        json.get("value").asString());
    }

    private static RunnerConfig.Labels labels(JsonNode json) {
        return new RunnerConfig.Labels(
                json.get("enabled").asString(),
                json.get("auto").asString(),
                json.get("statePrefix").asString());
    }

    private static RunnerConfig.Limits limits(JsonNode json) {
        return new RunnerConfig.Limits(
                duration(json.get("stepTimeout")),
                duration(json.get("runTimeout")),
                duration(json.get("grace")),
                Quantities.bytes(json.get("logBytes").asString()).orElseThrow(),
                Quantities.bytes(json.get("minFree").asString()).orElseThrow(),
                duration(json.get("pluginTimeout")));
    }

    private static RunnerConfig.Watch watch(JsonNode json) {
        String jitter = json.get("jitter").asString();
        return new RunnerConfig.Watch(
                duration(json.get("interval")),
                Integer.parseInt(jitter.substring(0, jitter.length() - 1)) / 100.0,
                OffsetDateTime.parse(json.get("since").asString()).toInstant(),
                json.get("lanes").asInt(),
                json.get("healthFile").isNull()
                        ? null
                        : Path.of(json.get("healthFile").asString()),
                json.get("metricsPort").isNull()
                        ? null
                        : json.get("metricsPort").asInt(),
                json.get("page").isNull() ? null : json.get("page").asInt(),
                json.get("webhook").isNull() ? null : webhook(json.get("webhook")),
                RunnerConfig.Stop.valueOf(json.get("stop").asString().toUpperCase(Locale.ROOT)));
    }

    private static RunnerConfig.Webhook webhook(JsonNode json) {
        String listen = json.get("listen").asString();
        return new RunnerConfig.Webhook(
                Integer.parseInt(listen.substring(listen.indexOf(':') + 1)),
                Path.of(json.get("secretFile").asString()));
    }

    private static Duration duration(JsonNode json) {
        return Quantities.duration(json.asString()).orElseThrow();
    }

    private static List<String> texts(JsonNode json) {
        List<String> texts = new ArrayList<>();
        json.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private static @Nullable String text(JsonNode json) {
        return json.isNull() ? null : json.asString();
    }
}
