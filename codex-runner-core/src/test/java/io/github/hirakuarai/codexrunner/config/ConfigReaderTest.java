package io.github.hirakuarai.codexrunner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import io.github.hirakuarai.codexrunner.model.LaneVariable;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final Path FILE = Path.of("/etc/codex/codex-runner.yaml");
    private static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
    private static final String LEAST = """
        repositories: [octo-org/app]
        lanes:
          devbox-codex: {executor: local}
        """;

    private final ConfigReader reader = new ConfigReader(
            Map.of("HOME", "/home/me", "HOOK", "https://chat.example/s3cret"),
            "devbox-1",
            Clock.fixed(NOW, ZoneOffset.UTC));

    private List<String> problems(String text) {
        RunnerException thrown = catchThrowableOfType(RunnerException.class, () -> reader.read(text, FILE));
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        return Objects.requireNonNull(thrown.getMessage()).lines().toList();
    }

    @Test
    void everythingButRepositoriesAndLanesHasADefault() {
        RunnerConfig config = reader.read(LEAST, FILE);

        assertThat(config.runner())
                .isEqualTo(new RunnerConfig.Runner(
                        "devbox-1", Path.of("/home/me/.local/state/codex-runner"), Locale.ENGLISH));
        assertThat(config.repositories()).containsExactly(new RepositoryName("octo-org", "app"));
        assertThat(config.github()).isEqualTo(new RunnerConfig.GitHub(URI.create("https://api.github.com"), null));
        assertThat(config.git())
                .isEqualTo(new RunnerConfig.Git(
                        "https://github.com/{owner}/{name}.git",
                        "x-access-token",
                        new RunnerConfig.Author("codex-runner", "codex-runner@users.noreply.github.com"),
                        null));
        assertThat(config.lanes().get("devbox-codex"))
                .isEqualTo(new Lane(
                        "devbox-codex",
                        "local",
                        Lane.WorkspaceMode.IN_PLACE,
                        true,
                        List.of(),
                        false,
                        Set.of(),
                        null,
                        Map.of()));
        assertThat(config.gate())
                .isEqualTo(new RunnerConfig.Gate(Permission.WRITE, Set.of(), Set.of(), Set.of(), true));
        assertThat(config.secrets()).isEmpty();
        assertThat(config.project()).isNull();
        assertThat(config.labels()).isEqualTo(new RunnerConfig.Labels("codex:enabled", "codex:auto", "codex:"));
        assertThat(config.stateStore()).isEqualTo("labels");
        assertThat(config.newestFirst()).isTrue();
        assertThat(config.ageing()).isEqualTo(Duration.ofHours(1));
        assertThat(config.limits())
                .isEqualTo(new RunnerConfig.Limits(
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofSeconds(10),
                        1L << 30,
                        200L << 20,
                        Duration.ofMinutes(15)));
        assertThat(config.lease()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.watch())
                .isEqualTo(new RunnerConfig.Watch(
                        Duration.ofMinutes(1), 0.2, NOW, 4, null, null, null, null, RunnerConfig.Stop.FINISH));
        assertThat(config.report())
                .isEqualTo(new RunnerConfig.Report(true, "reports/ops", RunnerConfig.Notify.FAILURES));
        assertThat(config.settings().text("github.apiUrl")).contains("https://api.github.com");
        assertThat(config.settings().text("runner.id")).contains("devbox-1");
        assertThat(config.settings().text("runner.stateDir")).contains("/home/me/.local/state/codex-runner");
    }

    @Test
    void everyKeyIsRead() {
        RunnerConfig config = reader.read("""
                version: 1
                x-note: mine
                runner: {id: other, stateDir: state, locale: ja}
                repositories: [octo-org/app, Octo-Org/App, octo-org/site]
                github:
                  apiUrl: http://127.0.0.1:3000/api/v3/
                  app: {id: 123, privateKeyFile: app.pem}
                git: {url: "https://forge.example/{owner}/{name}", author: {name: Bot}}
                lanes:
                  devbox-codex: {executor: local, workspace: isolated, permissions: read, workdirs: ["~/work/**"],
                                 workflows: true, passEnv: [NPM_TOKEN], user: codex, maxRuns: 3,
                                 env: {A: {value: a}, B: {file: b.txt}, C: {command: [vault, read]}}}
                  vm-codex: {executor: ssh, host: vm.example.org, user: codex, identityFile: ~/.ssh/id_ed25519}
                  other: {executor: docker, image: "app:1", limits: {cpus: 2}}
                gate: {minPermission: admin, authors: [octocat, "id:5"], bots: [9], repositories: [octo-org/x],
                       answerInvalid: false}
                secrets: [OPENAI_API_KEY]
                project: {owner: octo-org, number: 3, field: Status, value: Ready}
                labels: {enabled: go, auto: always, statePrefix: "c/"}
                state: {store: checkboxes}
                order: oldest-first
                schedule: {ageing: 30m}
                limits: {stepTimeout: 1m, runTimeout: PT3M, grace: 5s, logBytes: 512KiB, minFree: 1GiB, pluginTimeout: 90s}
                claims: {lease: 1m}
                watch: {interval: 5m, jitter: 0%, since: 2026-01-01T09:00:00+09:00, webhook: {listen: "127.0.0.1:9466", secretFile: webhook.secret}, stop: detach}
                report: {comment: false, directory: docs/runs}
                plugins: {chat: {url: "${HOOK}", all: ["<${HOOK}>", 1]}}
                """, FILE);

        assertThat(config.runner())
                .isEqualTo(new RunnerConfig.Runner("other", Path.of("/etc/codex/state"), Locale.JAPANESE));
        assertThat(config.repositories()).hasSize(2);
        assertThat(config.github())
                .isEqualTo(new RunnerConfig.GitHub(
                        URI.create("http://127.0.0.1:3000/api/v3"),
                        new RunnerConfig.App(123, Path.of("/etc/codex/app.pem"))));
        assertThat(config.git().author().name()).isEqualTo("Bot");
        assertThat(config.lanes().keySet()).containsExactly("devbox-codex", "vm-codex", "other");
        assertThat(config.lanes().get("devbox-codex"))
                .isEqualTo(new Lane(
                        "devbox-codex",
                        "local",
                        Lane.WorkspaceMode.ISOLATED,
                        false,
                        List.of("~/work/**"),
                        true,
                        Set.of("NPM_TOKEN"),
                        "codex",
                        Map.of(),
                        LanePolicy.UNRESTRICTED,
                        3,
                        Map.of(
                                "A", new LaneVariable.Value("a"),
                                "B", new LaneVariable.FromFile(Path.of("/etc/codex/b.txt")),
                                "C", new LaneVariable.FromCommand(List.of("vault", "read")))));
        assertThat(lane(config, "vm-codex").settings())
                .isEqualTo(Map.of(
                        "host", "vm.example.org",
                        "port", 22L,
                        "identityFile", "/home/me/.ssh/id_ed25519",
                        "knownHosts", "/home/me/.ssh/known_hosts"));
        assertThat(lane(config, "other").settings()).isEqualTo(Map.of("image", "app:1", "limits", Map.of("cpus", 2L)));
        assertThat(config.gate())
                .isEqualTo(new RunnerConfig.Gate(
                        Permission.ADMIN,
                        Set.of("octocat", "id:5"),
                        Set.of(9L),
                        Set.of(new RepositoryName("octo-org", "x")),
                        false));
        assertThat(config.project()).isEqualTo(new RunnerConfig.Project("octo-org", 3, "Status", "Ready"));
        assertThat(config.labels()).isEqualTo(new RunnerConfig.Labels("go", "always", "c/"));
        assertThat(config.stateStore()).isEqualTo("checkboxes");
        assertThat(config.newestFirst()).isFalse();
        assertThat(config.ageing()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.limits())
                .isEqualTo(new RunnerConfig.Limits(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(5),
                        512 * 1024,
                        1L << 30,
                        Duration.ofSeconds(90)));
        assertThat(config.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.watch())
                .isEqualTo(new RunnerConfig.Watch(
                        Duration.ofMinutes(5),
                        0,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        4,
                        null,
                        null,
                        null,
                        new RunnerConfig.Webhook(9466, Path.of("/etc/codex/webhook.secret")),
                        RunnerConfig.Stop.DETACH));
        assertThat(config.report())
                .isEqualTo(new RunnerConfig.Report(false, "docs/runs", RunnerConfig.Notify.FAILURES));
        assertThat(config.settings().text("plugins.chat.url")).contains("https://chat.example/s3cret");
        assertThat(config.settings().texts("plugins.chat.all")).containsExactly("<https://chat.example/s3cret>", "1");
        assertThat(config.secrets()).containsExactlyInAnyOrder("OPENAI_API_KEY", "HOOK");
    }

    private static Lane lane(RunnerConfig config, String name) {
        return Objects.requireNonNull(config.lanes().get(name));
    }

    @Test
    void aPodHoldsNoCloneToWorkInAndAContainerInOneHasItsUser() {
        assertThat(problems("""
            repositories: [octo/app]
            lanes:
              a: {executor: container, image: a, workspace: in-place, user: nobody}
              b: {executor: kubernetes, image: a, workspace: in-place}
              c: {executor: container, image: a, workspace: isolated}
              d: {executor: kubernetes, image: a}
            """))
                .containsExactly(
                        "/etc/codex/codex-runner.yaml:3:65: error: 'lanes.a.user' cannot be the string 'nobody';"
                                + " in-place, steps run as the runner's own user, who owns the clone: remove the key",
                        "/etc/codex/codex-runner.yaml:4:50: error: 'lanes.b.workspace' cannot be the string"
                                + " 'in-place'; write isolated");
    }

    @Test
    void aContainerWorksInACloneOnlyWhereTheLaneSaysSo() {
        RunnerConfig config = reader.read("""
            repositories: [octo/app]
            lanes:
              a: {executor: container, image: a, workspace: in-place}
              b: {executor: container, image: a}
              c: {executor: kubernetes, image: a}
              d: {executor: local}
            """, FILE);
        assertThat(List.of("a", "b", "c", "d"))
                .extracting(name -> lane(config, name).workspace())
                .containsExactly(
                        Lane.WorkspaceMode.IN_PLACE,
                        Lane.WorkspaceMode.ISOLATED,
                        Lane.WorkspaceMode.ISOLATED,
                        Lane.WorkspaceMode.IN_PLACE);
    }

    @Test
    void allProblemsAreToldAtOnceEachInOneLineWithItsPlace() {
        assertThat(problems("""
            repositories: []
            github: {apiUrl: "http://forge.example"}
            lanes:
              Dev: {executor: local}
              b: {executor: local, worksapce: isolated}
              c: {executor: ssh}
            secret: [A]
            limits: {stepTimeout: 30}
            """))
                .containsExactly(
                        "/etc/codex/codex-runner.yaml:1:15: error: 'repositories' must have at least 1"
                                + "; the repositories whose issues may contain briefs: owner/name, at least one",
                        "/etc/codex/codex-runner.yaml:2:18: error: 'github.apiUrl' must be an https URL"
                                + "; plain http works with loopback addresses only",
                        "/etc/codex/codex-runner.yaml:4:3: error: lanes: 'Dev' cannot be a key here; a lane's name"
                                + " consists of lower-case letters, digits and hyphens, and begins with a letter or digit",
                        "/etc/codex/codex-runner.yaml:5:24: error: lanes.b: unknown field 'worksapce'"
                                + "; did you mean 'workspace'?",
                        "/etc/codex/codex-runner.yaml:6:6: error: lanes.c: the field 'host' is missing",
                        "/etc/codex/codex-runner.yaml:7:1: error: unknown field 'secret'; did you mean 'secrets'?",
                        "/etc/codex/codex-runner.yaml:8:23: error: 'limits.stepTimeout' must be a string, not the"
                                + " number 30; write it with its unit: 30s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runner: {stateDir: '${HOME}/x'} | environment variables are replaced under 'plugins' only",
                "plugins: {chat: {url: '${NOT_SET}'}} | NOT_SET is not set",
                "plugins: {Chat: {}} | cannot be a key here",
                "runner: {stateDir: ~other/x} | another user's home",
                "github: {apiUrl: 'https://me:pw@forge.example'} | must not contain credentials",
                "github: {apiUrl: forge} | is not a complete URL",
                "github: {app: {id: 1}} | 'privateKeyFile' is missing",
                "git: {url: 'https://forge.example/x.git'} | must contain {owner} and {name}",
                "git: {url: 'git@forge.example:{owner}/{name}.git'} | is not a valid URL",
                "limits: {logBytes: 1GB} | is not a valid size",
                "limits: {grace: 0s} | must be a duration of at most 366 days, such as 90s, 10m or 2h, not '0s'",
                "watch: {interval: 5sec} | 'watch.interval' must be a duration of at most 366 days, such as 90s, 10m or 2h, not '5sec'",
                "watch: {page: 0} | 'watch.page' cannot be the number 0; write a number from 1 to 65535",
                "watch: {jitter: 120%} | cannot be the string '120%'",
                "watch: {since: 2026-01-01} | must be a date and time with an offset",
                "report: {directory: ../x} | contains '..'",
                "gate: {minPermission: writ} | did you mean 'write'?",
                "gate: {bots: [99999999999999999999]} | 'gate.bots[0]' cannot be the number 99999999999999999999",
                "gate: {bots: [1e30]} | 'gate.bots[0]' cannot be the number 1000000000000000019884624838656",
                "github: {app: {id: 99999999999999999999, privateKeyFile: a}} | 'github.app.id' cannot be the number",
                "github: {apiUrl: 'https://forge.example:65536'} | must have a port from 1 to 65535",
                "plugins: {chat: {n: 1e999}} | a number too large to be read",
                "secrets: [A-B] | cannot be the string 'A-B'",
                "order: newest | one of: newest-first, oldest-first",
            })
    void aWrongValueIsToldWithItsHint(String line, String expected) {
        assertThat(problems(LEAST + line + "\n")).singleElement().asString().contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alow: {} | did you mean 'allow'?",
                "allow: {branch: [main]} | did you mean 'branches'?",
                "allow: {output: [pr]} | did you mean 'outputs'?",
                "allow: {kubectl: {verb: [get]}} | did you mean 'verbs'?",
                "allow: {kubectl: {namespace: [dev]}} | did you mean 'namespaces'?",
                "allow: {steps: [shel]} | did you mean 'shell'?",
                "allow: {authors: ['a b']} | cannot be the string 'a b'",
                "allow: {paths: ['../x']} | contains '..'",
                "allow: {repositories: [app]} | cannot be the string 'app'",
                "approvers: [bob] | lanes.here.approvers lists who may approve, but no approval is needed; set lanes.here.approvals",
                "approvers: [] | or remove the approvers",
            })
    void aWrongKeyOfALanesRightsIsToldWithItsHint(String line, String expected) {
        assertThat(problems("repositories: [octo/app]\nlanes:\n  here:\n    executor: local\n    " + line + "\n"))
                .singleElement()
                .asString()
                .contains(expected);
    }

    @Test
    void anEmptyMappingOfLanesIsToldAsSuch() {
        assertThat(problems("repositories: [octo-org/app]\nlanes: {}\n"))
                .singleElement()
                .asString()
                .contains(":2:8: error: 'lanes' must have at least 1");
    }

    @Test
    void aFileThatIsNotThereOrNotUtf8IsAProblemOfTheConfiguration(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("codex-runner.yaml");
        assertThatThrownBy(() -> reader.read(file))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("file not found");

        Files.write(file, new byte[] {(byte) 0xC3, 'x'});
        assertThatThrownBy(() -> reader.read(file))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("not UTF-8");

        Files.write(file, new byte[ConfigReader.LARGEST + 1]);
        assertThatThrownBy(() -> reader.read(file))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("larger than 256 KiB");

        Files.writeString(file, "\uFEFF" + LEAST.replace("\n", "\r\n"));
        assertThat(reader.read(file).runner().id()).isEqualTo("devbox-1");
    }

    @Test
    void yamlsOwnProblemsAreToldToo() {
        assertThat(problems("repositories: &a [x/y]\nlanes: {a: {executor: local}, a: {executor: local}}\n"))
                .containsExactly(
                        "/etc/codex/codex-runner.yaml:1:15: error: YAML anchors are not supported"
                                + "; delete the word that begins with '&'",
                        "/etc/codex/codex-runner.yaml:2:31: error: duplicate key 'a'" + "; remove one of the two");
        assertThat(problems("a: b: c\n")).singleElement().asString().contains(":1:5: error: not YAML");
    }
}
