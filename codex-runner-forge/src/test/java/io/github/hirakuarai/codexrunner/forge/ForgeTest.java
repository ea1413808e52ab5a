package io.github.hirakuarai.codexrunner.forge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.openapi.GitHubConformance;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A forge with one repository, its owner, a writer, a reader and an issue. Whatever a test asks of it is held against
 * GitHub's description in the end.
 */
abstract class ForgeTest {

    static final String REPO = "HirakuArai/vpm-mini";
    static final String OWNER = "HirakuArai";
    static final String WRITER = "mina";
    static final String READER = "passer-by";

    final SetClock clock = new SetClock();
    LoopbackForge forge;
    int issue;

    @BeforeEach
    void startForge(@TempDir Path folder) {
        forge = LoopbackForge.start(new ForgeOptions(0, folder, clock));
        forge.createRepository(REPO, "main", Map.of("README.md", "# vpm-mini\n", "docs/a.md", "one\ntwo\n"));
        forge.createUser(WRITER, false);
        forge.createUser(READER, false);
        forge.setPermission(REPO, WRITER, Permission.WRITE);
        issue = forge.createIssue(REPO, OWNER, "Echo", "the brief", List.of("codex:enabled"));
    }

    @AfterEach
    void stopForge() {
        forge.close();
        assertThat(GitHubConformance.violations(forge.requests())).isEmpty();
    }

    Client owner() {
        return Client.of(forge, OWNER);
    }

    Client writer() {
        return Client.of(forge, WRITER);
    }

    Client reader() {
        return Client.of(forge, READER);
    }

    Client stranger() {
        return Client.stranger(forge);
    }

    /** A path in the repository. */
    static String repo(String path) {
        return "/repos/" + REPO + path;
    }

    String issuePath(String path) {
        return repo("/issues/" + issue + path);
    }

    /** A clock that stands until it is moved. */
    static final class SetClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-21T05:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
