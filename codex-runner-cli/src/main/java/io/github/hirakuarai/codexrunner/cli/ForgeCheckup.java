package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Looks at the forge: token, permissions, labels, git server and clock. Only reads. */
final class ForgeCheckup {

    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
    private static final Pattern RECORD = Pattern.compile(" refs/codex/briefs/[0-9]+-[0-9]+/[0-9a-f]{64}");

    private final RunnerConfig config;
    private final ForgeProbe forge;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    ForgeCheckup(RunnerConfig config, ForgeProbe forge, Clock clock) {
        this.config = config;
        this.forge = forge;
        this.clock = clock;
    }

    List<Finding> look() {
        boolean clockSeen = false;
        for (RepositoryName repository : config.repositories()) {
            try {
                HttpResponse<String> answer = forge.get("/repos/" + repository);
                if (!clockSeen) {
                    clockSeen = true;
                    clock(answer);
                }
                if (repository(repository, answer)) {
                    reads(repository);
                    labels(repository);
                    git(repository);
                    findings.addAll(new ForgeAbilities(config, forge, repository).missing());
                }
            } catch (RateLimitedException e) {
                findings.add(Finding.refused(
                        "forge", String.valueOf(e.getMessage()), "run `codex-runner doctor` again after that"));
                return List.copyOf(findings);
            } catch (RunnerException e) {
                // The other repositories are on the same server.
                findings.add(Finding.refused(
                        "forge",
                        String.valueOf(e.getMessage()),
                        "nothing on the forge can be checked until it answers"));
                return List.copyOf(findings);
            }
        }
        return List.copyOf(findings);
    }

    private boolean repository(RepositoryName repository, HttpResponse<String> answer) {
        String subject = repository.toString();
        if (answer.statusCode() == 404 && forge.get("/user").statusCode() == 404) {
            findings.add(Finding.refused(
                    "github.apiUrl",
                    "no API there: " + config.github().apiUrl() + " answers every request with 404",
                    "leave it out for github.com; an Enterprise Server's ends in /api/v3"));
            return false;
        }
        switch (answer.statusCode()) {
            case 200 -> permissions(subject, answer);
            case 401 ->
                findings.add(Finding.refused(
                        subject, "the forge does not accept the token (status 401)", "set another in GITHUB_TOKEN"));
            case 301, 302, 307, 308 ->
                findings.add(Finding.refused(
                        subject, "has another name now", "write its new name into the key repositories"));
            case 403, 404 ->
                findings.add(Finding.refused(
                        subject,
                        "does not exist, or the token cannot see it",
                        "check the name, and that the token covers this repository"));
            default ->
                findings.add(Finding.refused(
                        subject, "the forge answers " + answer.statusCode(), "try again; see the forge's status page"));
        }
        return answer.statusCode() == 200;
    }

    private void permissions(String subject, HttpResponse<String> answer) {
        JsonNode push = ForgeProbe.json(answer).path("permissions").path("push");
        if (!push.isBoolean()) {
            findings.add(Finding.warn(
                    subject,
                    "the forge does not show the account's permission; the first claim shows whether it is enough",
                    "give the account write permission"));
        } else if (push.booleanValue()) {
            findings.add(
                    Finding.ok(subject, "the account may write: claims, branches, pull requests, labels, comments"));
        } else {
            findings.add(Finding.refused(
                    subject,
                    "the account can only read: it cannot claim, so nothing runs",
                    "give it write permission, or use another token"));
        }
        Optional<String> scopes = answer.headers().firstValue("x-oauth-scopes");
        if (scopes.isEmpty()) {
            findings.add(Finding.ok(
                    subject,
                    "the token does not reveal its permissions; it needs Contents, Issues and Pull requests: Read and write"
                            + (changesWorkflows() ? ", and Workflows: Read and write" : "")));
            return;
        }
        List<String> names = Arrays.stream(scopes.get().split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (!names.contains("repo") && !names.contains("public_repo")) {
            findings.add(Finding.refused(
                    subject,
                    "the token lacks the scope repo: no claim, no pull request, no comment",
                    "add the scope repo to it (public_repo is enough for public repositories)"));
        }
        if (changesWorkflows() && !names.contains("workflow")) {
            findings.add(Finding.warn(
                    subject,
                    "the token lacks the scope workflow, and a lane may change .github/workflows",
                    "add the scope, or set that lane's workflows to false"));
        }
    }

    /** What a fine-grained token lacks shows only when it is refused; that it may write shows at the first write. */
    private void reads(RepositoryName repository) {
        Map<String, String> permissions = new LinkedHashMap<>();
        permissions.put("/issues?per_page=1", "Issues");
        permissions.put("/pulls?per_page=1", "Pull requests");
        permissions.forEach((path, name) -> {
            if (forge.get("/repos/" + repository + path).statusCode() == 403) {
                lacks(repository.toString(), name);
            }
        });
    }

    private void lacks(String subject, String permission) {
        findings.add(Finding.refused(
                subject,
                "the token lacks the permission " + permission + ": Read and write",
                "grant it where the token was made; for a fine-grained token under Repository permissions"));
    }

    private boolean changesWorkflows() {
        return config.lanes().values().stream().anyMatch(Lane::workflows);
    }

    private void labels(RepositoryName repository) {
        String missing = RequiredLabels.of(config.labels(), config.runner().locale()).keySet().stream()
                .filter(label -> !forge.hasLabel(repository, label))
                .collect(Collectors.joining(", "));
        findings.add(
                missing.isEmpty()
                        ? Finding.ok(repository + " labels", "all exist")
                        : Finding.warn(
                                repository + " labels",
                                "missing: " + missing,
                                "`codex-runner init --labels` creates them"));
    }

    private void git(RepositoryName repository) {
        String subject = repository + " git";
        HttpResponse<String> answer = forge.pushAdvertisement(
                config.git().cloneUrl(repository), config.git().user());
        if (answer.statusCode() == 403) {
            lacks(subject, "Contents");
            return;
        }
        if (answer.statusCode() != 200) {
            findings.add(Finding.refused(
                    subject,
                    "the git server answers a push with " + answer.statusCode() + ": no claim, so nothing runs",
                    "grant the token Contents: Read and write, and check git.url"));
            return;
        }
        boolean atomic = answer.body().lines().limit(3).anyMatch(line -> line.matches(".*[\\x00 ]atomic( .*|$)"));
        findings.add(
                atomic
                        ? Finding.ok(subject, "accepts pushes, also atomic ones of several refs")
                        : Finding.warn(
                                subject,
                                "accepts pushes, but not several refs atomically",
                                "nothing to do: the record is pushed first, then the branch"));
        Matcher records = RECORD.matcher(answer.body());
        long count = records.results().count();
        findings.add(Finding.ok(
                repository + " records",
                count == 0
                        ? "none yet; the first claim shows whether refs/codex/ can be written"
                        : count + " under refs/codex/briefs/"));
    }

    private void clock(HttpResponse<String> answer) {
        Optional<Instant> date = answer.headers().firstValue("date").flatMap(ForgeCheckup::instant);
        if (date.isEmpty()) {
            findings.add(Finding.warn("clock", "the forge does not report its time", "nothing to do"));
            return;
        }
        Duration apart = Duration.between(date.get(), clock.instant());
        findings.add(
                apart.abs().compareTo(CLOCKS_APART) <= 0
                        ? Finding.ok("clock", "agrees with the forge's")
                        : Finding.warn(
                                "clock",
                                "is " + Math.abs(apart.toSeconds()) + " s "
                                        + (apart.isNegative() ? "behind" : "ahead of")
                                        + " the forge's, and deadlines and watch.since depend on it",
                                "synchronize it, for example with NTP"));
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
