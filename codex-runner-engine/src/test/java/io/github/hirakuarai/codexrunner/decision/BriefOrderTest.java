package io.github.hirakuarai.codexrunner.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.decision.BriefOrder.Rank;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BriefOrderTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    /** From the lowest priority to the highest, and the step that may have just been missed. */
    private static final Duration OVERTAKES_ALL = HOUR.multipliedBy(5);

    @Test
    void priorityComesBeforeDeadlineAndDeadlineBeforeAge() {
        Rank urgent = rank(100, Instant.MAX, NOON.minusSeconds(30));
        Rank due = rank(0, NOON.plusSeconds(60), NOON.minusSeconds(40));
        Rank newer = rank(0, Instant.MAX, NOON.minusSeconds(10));
        Rank older = rank(0, Instant.MAX, NOON.minusSeconds(20));

        assertThat(sorted(true, older, newer, due, urgent)).containsExactly(urgent, due, newer, older);
        assertThat(sorted(false, newer, older, due, urgent)).containsExactly(urgent, due, older, newer);
    }

    @Test
    void aBriefRisesByOneNamedPriorityForEachHourThatItWaits() {
        Rank waited = rank(0, Instant.MAX, NOON.minus(HOUR));
        Rank high = rank(50, NOON, NOON);
        Rank moreThanHigh = rank(51, Instant.MAX, NOON);

        assertThat(sorted(true, waited, moreThanHigh)).containsExactly(moreThanHigh, waited);
        assertThat(sorted(true, waited, rank(49, NOON, NOON))).first().isEqualTo(waited);
        // Equal by now: the deadline decides, as between any two.
        assertThat(sorted(true, waited, high)).containsExactly(high, waited);
        assertThat(sorted(true, rank(0, Instant.MAX, NOON.minus(HOUR).plusMillis(1)), rank(1, Instant.MAX, NOON)))
                .first()
                .isEqualTo(rank(1, Instant.MAX, NOON));
    }

    @Test
    void anOldTextThatIsReadyOnlyNowHasNotWaited() {
        Rank old = new Rank(new Priority(0), Instant.MAX, NOON.minus(HOUR.multipliedBy(1000)), NOON, "", 1);

        assertThat(sorted(true, old, rank(1, Instant.MAX, NOON))).first().isEqualTo(rank(1, Instant.MAX, NOON));
    }

    @Test
    void aBriefIsReadySinceItWasWrittenOrItsTextWasEdited() {
        Instant later = NOON.plusSeconds(60);

        assertThat(BriefOrder.readySince(document(DocumentKind.ISSUE_BODY, NOON, null), null))
                .isEqualTo(NOON);
        assertThat(BriefOrder.readySince(document(DocumentKind.ISSUE_BODY, NOON, later), null))
                .isEqualTo(later);
        assertThat(BriefOrder.readySince(document(DocumentKind.ISSUE_BODY, later, null), null))
                .as("anybody's comment updates an issue")
                .isEqualTo(NOON);
        assertThat(BriefOrder.readySince(document(DocumentKind.ISSUE_COMMENT, later, null), null))
                .isEqualTo(later);
    }

    private static SourceDocument document(DocumentKind kind, Instant updated, @Nullable Instant edited) {
        RepositoryName repository = RepositoryName.parse("octo/app").orElseThrow();
        URI url = URI.create("https://example.org/octo/app/issues/1");
        Issue issue = new Issue("example.org", 1, repository, 1, "work", false, true, false, Set.of(), url, false);
        Account alice = new Account(1, "alice", false);
        return new SourceDocument(
                new DocumentRef("example.org", 1, repository, 1, kind, 9),
                issue,
                "",
                alice,
                null,
                edited != null,
                false,
                NOON,
                updated,
                url,
                edited);
    }

    @Test
    void aBriefWhoseWritersClockIsAheadIsNew() {
        Rank ahead = rank(0, Instant.MAX, NOON.plus(HOUR.multipliedBy(3)));

        assertThat(ahead.points(HOUR, NOON)).isZero();
    }

    @Property
    void itIsAnOrder(
            @ForAll("ranks") Rank a, @ForAll("ranks") Rank b, @ForAll("ranks") Rank c, @ForAll boolean newest) {
        Comparator<Rank> order = BriefOrder.byRank(newest, HOUR, NOON);

        assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
        if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
            assertThat(order.compare(a, c)).isNotPositive();
        }
    }

    @Property
    void nothingThatIsWrittenFiveStepsLaterComesFirst(
            @ForAll("ranks") Rank early, @ForAll("ranks") Rank other, @ForAll boolean newest) {
        Rank late = new Rank(
                other.priority(),
                other.deadline(),
                early.written().plus(OVERTAKES_ALL),
                early.written().plus(OVERTAKES_ALL),
                other.documentPlace(),
                other.ordinal());
        Instant now = late.written().plusSeconds(1);

        assertThat(BriefOrder.byRank(newest, HOUR, now).compare(early, late)).isNegative();
    }

    /** A lane that is never idle: for each brief that it takes, a new one of the highest priority comes in. */
    @Property(tries = 50)
    void noBriefStarvesHoweverManyUrgentOnesArrive(
            @ForAll @IntRange(min = -100, max = 100) int priority,
            @ForAll @IntRange(min = 1, max = 30) int minutesEach) {
        Rank patient = rank(priority, Instant.MAX, NOON);
        List<Rank> waiting = new ArrayList<>(List.of(patient));
        Instant now = NOON;
        int before = 0;
        while (true) {
            waiting.add(new Rank(new Priority(100), now, now, now, "", 1));
            waiting.sort(BriefOrder.byRank(true, HOUR, now));
            if (waiting.remove(0).equals(patient)) {
                break;
            }
            before++;
            now = now.plus(Duration.ofMinutes(minutesEach));
            assertThat(before).isLessThanOrEqualTo((int) OVERTAKES_ALL.toMinutes());
        }
        assertThat(Duration.between(NOON, now)).isLessThanOrEqualTo(OVERTAKES_ALL.plusMinutes(minutesEach));
    }

    @Property
    void everyBriefHasOneTurn(@ForAll @Size(max = 20) List<@From("ranks") Rank> ranks) {
        List<Rank> sorted = new ArrayList<>(ranks);
        sorted.sort(BriefOrder.byRank(true, HOUR, NOON));

        assertThat(sorted).containsExactlyInAnyOrderElementsOf(ranks);
    }

    @Provide
    static Arbitrary<Rank> ranks() {
        Arbitrary<Instant> written =
                Arbitraries.longs().between(-100_000, 100_000).map(NOON::plusSeconds);
        return Combinators.combine(
                        Arbitraries.integers().between(-100, 100).map(Priority::new),
                        Arbitraries.longs()
                                .between(-1000, 1000)
                                .map(NOON::plusSeconds)
                                .injectNull(0.5),
                        written,
                        Arbitraries.of("", "c1", "c2"),
                        Arbitraries.integers().between(1, 3))
                .as((priority, deadline, at, place, ordinal) ->
                        new Rank(priority, deadline == null ? Instant.MAX : deadline, at, at, place, ordinal));
    }

    private static List<Rank> sorted(boolean newestFirst, Rank... ranks) {
        List<Rank> sorted = new ArrayList<>(List.of(ranks));
        sorted.sort(BriefOrder.byRank(newestFirst, HOUR, NOON));
        return sorted;
    }

    private static Rank rank(int priority, Instant deadline, Instant written) {
        return new Rank(new Priority(priority), deadline, written, written, "", 1);
    }
}
