package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.git.CommitSigner;
import io.github.hirakuarai.codexrunner.git.Commits;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks whether the forge shows signed commits as verified: signs a commit that no branch ever holds, and asks what the
 * forge makes of it. Nothing but the forge knows the account, its keys and its addresses.
 */
final class SigningCheckup {

    private static final String SUBJECT = "signing";
    private static final JsonMapper JSON = new JsonMapper();

    private final RunnerConfig config;
    private final ForgeProbe forge;
    private final Clock clock;

    SigningCheckup(RunnerConfig config, ForgeProbe forge, Clock clock) {
        this.config = config;
        this.forge = forge;
        this.clock = clock;
    }

    List<Finding> look() {
        Path key = config.git().signingKey();
        if (key == null) {
            return List.of();
        }
        try {
            new CommitSigner(key).requireUsable();
        } catch (RunnerException e) {
            return List.of(Finding.fail(SUBJECT, String.valueOf(e.getMessage()), "nothing runs until then"));
        }
        try {
            return List.of(verified(key, config.repositories().get(0)));
        } catch (RunnerException | JacksonException e) {
            return List.of(untold("the forge did not answer as expected"));
        }
    }

    private Finding verified(Path key, RepositoryName repository) {
        String repo = "/repos/" + repository;
        String main = ForgeProbe.json(forge.get(repo)).path("default_branch").asString("");
        JsonNode tip = ForgeProbe.json(forge.get(repo + "/branches/" + main)).path("commit");
        String parent = tip.path("sha").asString("");
        String tree = tip.at("/commit/tree/sha").asString("");
        if (!parent.matches("[0-9a-f]{40}") || !tree.matches("[0-9a-f]{40}")) {
            return untold("the forge does not show the tip of " + SafeText.line(repository + " " + main));
        }
        RunnerConfig.Author author = config.git().author();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String message = "Check of git.signing by codex-runner doctor; no branch holds this commit";
        String signature = new CommitSigner(key)
                .signature(tree, parent, new Commits.Committer(author.name(), author.email(), now), message);
        JsonNode person = JSON.createObjectNode()
                .put("name", author.name())
                .put("email", author.email())
                .put("date", now.toString());
        HttpResponse<String> answer = forge.post(
                repo + "/git/commits",
                JSON.createObjectNode()
                        .put("message", message)
                        .put("tree", tree)
                        .put("signature", signature)
                        .set("parents", JSON.createArrayNode().add(parent))
                        .set("author", person)
                        .set("committer", person));
        if (answer.statusCode() != 201) {
            return untold("the forge answers " + answer.statusCode() + " to a signed commit");
        }
        JsonNode verification = ForgeProbe.json(answer).path("verification");
        if (verification.path("verified").asBoolean(false)) {
            return Finding.ok(SUBJECT, "the forge shows signed commits of " + author.email() + " as verified");
        }
        String reason = SafeText.line(verification.path("reason").asString("no reason given"));
        return Finding.warn(
                SUBJECT, "the forge shows signed commits as unverified: " + reason, hint(reason, key, author.email()));
    }

    private static String hint(String reason, Path key, String email) {
        return switch (reason) {
            case "unknown_key", "not_signing_key" ->
                "add the public key of " + key
                        + " to the account as a signing key (an authentication key does not count)";
            case "no_user", "bad_email", "unverified_email" ->
                "set git.author.email to a verified address of the account that has the signing key; now it is "
                        + email;
            default -> "see what the forge's documentation says of this reason";
        };
    }

    private static Finding untold(String why) {
        return Finding.warn(
                SUBJECT,
                "commits are signed; whether the forge shows them as verified is unknown: " + why,
                "look at the first pull request");
    }
}
