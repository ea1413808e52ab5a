package io.github.hirakuarai.codexrunner.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.disk.StaleClaims.Extent;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleClaimsTest {

    private static final RepositoryName REPOSITORY =
            RepositoryName.parse("octo/app").orElseThrow();
    private static final IssueRef ISSUE = new IssueRef(1, 5);
    private static final BriefKey KEY = new BriefKey("ab".repeat(32));
    private static final Duration LEASE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final Machine machine = new Machine();

    @Test
    void aLaterProcessKnowsSinceWhenAClaimHasStood() {
        StaleClaims first = claims();
        assertThat(first.unchangedFor(REPOSITORY, ISSUE, KEY, "a")).isZero();
        first.save();
        machine.elapsed = machine.elapsed.plus(LEASE);

        assertThat(claims().unchangedFor(REPOSITORY, ISSUE, KEY, "a")).isEqualTo(LEASE);
        assertThat(claims().issues(REPOSITORY)).containsExactly(ISSUE);
    }

    @Test
    void aMovedClaimBeginsAnew() {
        StaleClaims claims = claims();
        claims.unchangedFor(REPOSITORY, ISSUE, KEY, "a");
        machine.elapsed = machine.elapsed.plus(LEASE);

        assertThat(claims.unchangedFor(REPOSITORY, ISSUE, KEY, "b")).isZero();
    }

    @Test
    void whatWasSeenBeforeTheMachineWasStartedAgainSaysNothing() {
        StaleClaims before = claims();
        before.unchangedFor(REPOSITORY, ISSUE, KEY, "a");
        before.save();
        machine.boot = "another";
        machine.elapsed = machine.elapsed.plus(LEASE);

        assertThat(claims().unchangedFor(REPOSITORY, ISSUE, KEY, "a")).isZero();
    }

    @Test
    void whatCannotBeReadIsAsNothing() throws IOException {
        for (String text :
                new String[] {"", "{", "null", "{\"boot\":\"first\"}", "{\"boot\":\"first\",\"repositories\":7}"}) {
            Files.writeString(folder.resolve(StaleClaims.FILE), text);
            assertThat(claims().unchangedFor(REPOSITORY, ISSUE, KEY, "a"))
                    .as(text)
                    .isZero();
        }
    }

    @Test
    void whoeverWakesTheServiceDoesNotMakeItReadAllRecordsMoreOften() {
        StaleClaims claims = claims();
        for (int look = 1; look <= 53; look++) {
            assertThat(claims.look(REPOSITORY)).as("look " + look).isNotEqualTo(Extent.ALL);
            machine.elapsed = machine.elapsed.plusSeconds(10);
        }
        machine.elapsed = machine.elapsed.plusSeconds(10);

        assertThat(claims.look(REPOSITORY)).isEqualTo(Extent.ALL);
    }

    @Test
    void theFirstLookListsNamesAndEveryTenthReadsAllRecords() {
        for (int look = 1; look <= 30; look++) {
            // A process for each look: a run each minute.
            StaleClaims claims = claims();
            assertThat(claims.look(REPOSITORY))
                    .as("look " + look)
                    .isEqualTo(look % 10 == 0 ? Extent.ALL : look == 1 ? Extent.NAMES : Extent.KNOWN);
            machine.elapsed = machine.elapsed.plus(LEASE);
            claims.save();
        }
    }

    @Test
    void thatThereAreRecordsIsRememberedWithoutALook() {
        StaleClaims claims = claims();
        assertThat(claims.hasRecords(REPOSITORY)).isFalse();
        claims.noteRecords(REPOSITORY);
        claims.save();

        assertThat(claims().hasRecords(REPOSITORY)).isTrue();
        assertThat(claims().look(REPOSITORY)).isEqualTo(Extent.NAMES);
    }

    @Test
    void whatHasEndedIsForgotten() {
        StaleClaims claims = claims();
        claims.unchangedFor(REPOSITORY, ISSUE, KEY, "a");
        claims.retain(REPOSITORY, Set.of(KEY));
        assertThat(claims.issues(REPOSITORY)).containsExactly(ISSUE);

        claims.retain(REPOSITORY, Set.of());
        assertThat(claims.issues(REPOSITORY)).isEmpty();
    }

    @Test
    void theMachinesClockRunsForward() {
        BootClock clock = BootClock.system();
        Duration before = clock.elapsed();

        assertThat(clock.elapsed()).isGreaterThanOrEqualTo(before);
        assertThat(BootClock.system().boot()).isNotEmpty();
    }

    private StaleClaims claims() {
        return new StaleClaims(folder, Duration.ofMinutes(1), machine);
    }

    private static final class Machine implements BootClock {

        private String boot = "first";
        private Duration elapsed = Duration.ofHours(1);

        @Override
        public String boot() {
            return boot;
        }

        @Override
        public Duration elapsed() {
            return elapsed;
        }
    }
}
