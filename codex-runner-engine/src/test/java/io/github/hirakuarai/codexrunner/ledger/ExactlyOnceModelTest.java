package io.github.hirakuarai.codexrunner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.state.Transitions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A small model of the ledger, its leases, crashes, resumed runs, stopped processes, lost answers, commands, approvals and the pause of
 * a repository, with two runners, explored until there is no state left that was not seen. A third of a lease is one tick of time,
 * which passes for everybody, for a stopped process too. A runner acts on what it has read, which may be old; users may approve,
 * take an approval back, pause and resume at any moment.
 */
class ExactlyOnceModelTest {

    private static final int RUNNERS = 2;
    private static final int ORDERS = 1;

    /** In ticks: a lease, and the part of it in which its holder may write. */
    private static final int LEASE = 3;

    private static final int WRITING = 2;

    /** What keeps it exact. Each taken out is found out. */
    enum Protection {
        /** Every push names the value that it expects to replace. */
        EXPECTED_VALUE,
        /** A holder writes only as long as its lease is young. */
        FENCE,
        /** The branch moves in one push with the record. */
        ATOMIC_PUSH,
        /** A claim is taken over only when it has stood still for a whole lease. */
        WHOLE_LEASE,
        /** A killed run goes on where it was or is ended; what was run never runs again. */
        NEVER_AGAIN,
        /** A command that was followed asks for nothing more. */
        SPENT_COMMANDS,
        /** The approvals are read again before the steps. */
        APPROVED_STEPS,
        /** The approvals are read again before the push. */
        APPROVED_PUSH,
        /** A look that saw the pause begins nothing. */
        PAUSE
    }

    @Test
    void noBriefIsRunTwiceAndNoneIsStuck() {
        Exploration all = Whole.EXPLORATION;

        assertThat(all.fault()).isEmpty();
        assertThat(all.stuck()).as("every state leads to an end").isEmpty();
        System.out.println("exactly once: " + all.states() + " states, all there are, to a depth of " + all.depth());
    }

    /** With these the traces of real runs are compared, after crashes, races and faults. */
    @Test
    void theListOfMovesAndEffectsIsTheModels() throws IOException {
        try (InputStream list = ExactlyOnceModelTest.class.getResourceAsStream("moves-and-effects.txt")) {
            assertThat(new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactlyElementsOf(Whole.EXPLORATION.moves());
        }
    }

    /** Explored once for all tests that look at it. */
    private static final class Whole {
        static final Exploration EXPLORATION = explore(EnumSet.allOf(Protection.class));
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnyOneProtectionTheModelFindsTheFault(Protection missing) {
        Exploration weakened = explore(EnumSet.complementOf(EnumSet.of(missing)));

        assertThat(weakened.fault()).as("without " + missing).isPresent();
    }

    /**
     * The world at one moment.
     *
     * @param state of the record
     * @param version counts the record's moves
     * @param holder the runner whose claim it is; -1 before the first
     * @param attempt counted from 1; 0 before the first
     * @param spent how many orders were followed
     * @param users what users did
     * @param ran how often the steps of each attempt were run
     * @param published by which attempt the branch was pushed last; 0 for none
     * @param runners each as it sees itself
     * @param fault what must never happen and has; empty when nothing has
     */
    private record World(
            BriefState state,
            int version,
            int holder,
            int attempt,
            int spent,
            Users users,
            List<Integer> ran,
            int published,
            List<Agent> runners,
            String fault) {

        /** Written out, as in the other records: the one that Java makes takes most of the exploration's time. */
        @Override
        public int hashCode() {
            int hash = ((state.hashCode() * 31 + holder) * 31 + attempt) * 31 + spent;
            return ((hash * 31 + users.hashCode()) * 31 + ran.hashCode() * 31 + published) * 31 + runners.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof World world
                    && state == world.state
                    && version == world.version
                    && holder == world.holder
                    && attempt == world.attempt
                    && spent == world.spent
                    && published == world.published
                    && users.equals(world.users)
                    && runners.equals(world.runners)
                    && ran.equals(world.ran)
                    && fault.equals(world.fault);
        }

        World with(int n, Agent agent) {
            List<Agent> changed = new ArrayList<>(runners);
            changed.set(n, agent);
            return new World(state, version, holder, attempt, spent, users, ran, published, changed, fault);
        }

        World by(Users changed) {
            return new World(state, version, holder, attempt, spent, changed, ran, published, runners, fault);
        }

        World moved(BriefState to, int newHolder, int newAttempt, int newSpent) {
            boolean byCommand = state == BriefState.FAILED && to == BriefState.PICKED;
            if (!Transitions.allowed(state, to, byCommand)) {
                return failed("the record went from " + state + " to " + to);
            }
            return new World(to, version + 1, newHolder, newAttempt, newSpent, users, ran, published, runners, fault);
        }

        World ranSteps(int ofAttempt) {
            List<Integer> counts = new ArrayList<>(ran);
            counts.set(ofAttempt, counts.get(ofAttempt) + 1);
            World next = new World(state, version, holder, attempt, spent, users, counts, published, runners, fault);
            if (!users.approved()) {
                return next.failed("steps ran without an approval");
            }
            return counts.get(ofAttempt) > 1 ? next.failed("the steps of one attempt ran twice") : next;
        }

        World publishedBy(int ofAttempt) {
            World next = new World(state, version, holder, attempt, spent, users, ran, ofAttempt, runners, fault);
            if (!users.approved()) {
                return next.failed("a push without an approval");
            }
            return attempt == ofAttempt && !state.terminal()
                    ? next
                    : next.failed("attempt " + ofAttempt + " published when the record was "
                            + (attempt == ofAttempt ? "ended" : "another's"));
        }

        World failed(String what) {
            return new World(state, version, holder, attempt, spent, users, ran, published, runners, what);
        }
    }

    /**
     * What users did.
     *
     * @param given how many commands
     * @param approved whether there is an approval that counts; it may be deleted, and the base rewritten
     * @param paused whether the repository is
     */
    private record Users(int given, boolean approved, boolean paused) {

        @Override
        public int hashCode() {
            return given * 4 + (approved ? 2 : 0) + (paused ? 1 : 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Users users
                    && given == users.given
                    && approved == users.approved
                    && paused == users.paused;
        }
    }

    /** What a runner's last look found besides the record. */
    private enum Look {
        CLEAR,
        NOT_APPROVED,
        PAUSED
    }

    /** What a runner is at. */
    private enum Phase {
        IDLE,
        CLAIMED,
        HOLDING,
        RAN,
        PUSHED,
        KILLED
    }

    /**
     * A runner as it sees itself.
     *
     * @param phase what it is at
     * @param seen the version of the record that it read or wrote last
     * @param attempt the attempt that it holds; 0 for none
     * @param age ticks since its last confirmed move, as far as they matter
     * @param watched ticks for which it has seen the same version
     * @param journal what its journal says after a crash: the phase in which it was killed
     * @param look what its last look found
     */
    private record Agent(Phase phase, int seen, int attempt, int age, int watched, Phase journal, Look look) {

        static final Agent NEW = new Agent(Phase.IDLE, -1, 0, 0, 0, Phase.IDLE, Look.NOT_APPROVED);

        @Override
        public int hashCode() {
            int hash = (phase.hashCode() * 31 + seen) * 31 + attempt;
            return (((hash * 31 + age) * 31 + watched) * 31 + journal.hashCode()) * 31 + look.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Agent agent
                    && phase == agent.phase
                    && seen == agent.seen
                    && attempt == agent.attempt
                    && age == agent.age
                    && watched == agent.watched
                    && journal == agent.journal
                    && look == agent.look;
        }

        Agent at(Phase next, int version) {
            return new Agent(next, version, attempt, 0, 0, Phase.IDLE, Look.CLEAR);
        }

        boolean holds() {
            return phase == Phase.CLAIMED || phase == Phase.HOLDING || phase == Phase.RAN || phase == Phase.PUSHED;
        }
    }

    private static List<World> next(World world, Set<Protection> protections) {
        List<World> next = new ArrayList<>();
        next.add(tick(world));
        Users users = world.users();
        if (users.given() < ORDERS && world.state() == BriefState.FAILED) {
            next.add(world.by(new Users(users.given() + 1, users.approved(), users.paused())));
        }
        next.add(world.by(new Users(users.given(), !users.approved(), users.paused())));
        next.add(world.by(new Users(users.given(), users.approved(), !users.paused())));
        for (int n = 0; n < RUNNERS; n++) {
            next.addAll(next(world, n, protections));
        }
        return next;
    }

    /** A paused runner is one for which only this happens. */
    private static World tick(World world) {
        World passed = world;
        for (int n = 0; n < RUNNERS; n++) {
            Agent agent = world.runners().get(n);
            boolean same = agent.seen() == world.version();
            passed = passed.with(
                    n,
                    new Agent(
                            agent.phase(),
                            agent.seen(),
                            agent.attempt(),
                            Math.min(LEASE, agent.age() + 1),
                            same ? Math.min(LEASE, agent.watched() + 1) : 0,
                            agent.journal(),
                            agent.look()));
        }
        return passed;
    }

    private static List<World> next(World world, int n, Set<Protection> protections) {
        Agent agent = world.runners().get(n);
        List<World> next = new ArrayList<>();
        boolean mayPush = !protections.contains(Protection.EXPECTED_VALUE) || agent.seen() == world.version();
        boolean mayWrite = !protections.contains(Protection.FENCE) || agent.age() < WRITING;
        if (agent.phase() == Phase.IDLE) {
            int watched = agent.seen() == world.version() ? agent.watched() : 0;
            Look look =
                    world.users().paused() ? Look.PAUSED : world.users().approved() ? Look.CLEAR : Look.NOT_APPROVED;
            next.add(world.with(n, new Agent(Phase.IDLE, world.version(), 0, 0, watched, Phase.IDLE, look)));
            claim(world, n, protections, mayPush).ifPresent(next::add);
            takeOver(world, n, protections).ifPresent(next::add);
        }
        if (agent.holds()) {
            next.add(world.with(
                    n, new Agent(Phase.KILLED, agent.seen(), agent.attempt(), 0, 0, agent.phase(), Look.CLEAR)));
            // A renewal: confirmed, refused, or confirmed without an answer, which is looked for.
            next.add(
                    mayPush
                                    && world.holder() == n
                                    && world.attempt() == agent.attempt()
                                    && !world.state().terminal()
                            ? world.moved(world.state(), n, world.attempt(), world.spent())
                                    .with(n, agent.at(agent.phase(), world.version() + 1))
                            : world.with(n, Agent.NEW));
        }
        if (agent.phase() == Phase.CLAIMED) {
            boolean own =
                    world.holder() == n && world.attempt() == agent.attempt() && world.state() == BriefState.PICKED;
            next.add(
                    mayPush && own
                            ? world.moved(BriefState.RUNNING, n, world.attempt(), world.spent())
                                    .with(n, agent.at(Phase.HOLDING, world.version() + 1))
                            : world.with(n, Agent.NEW));
        }
        if (agent.phase() == Phase.HOLDING && mayWrite) {
            next.add(
                    protections.contains(Protection.APPROVED_STEPS)
                                    && !world.users().approved()
                            ? ended(world, n, mayPush)
                            : world.ranSteps(agent.attempt()).with(n, withPhase(agent, Phase.RAN)));
        }
        if (agent.phase() == Phase.RAN) {
            next.add(
                    protections.contains(Protection.APPROVED_PUSH)
                                    && !world.users().approved()
                            ? ended(world, n, mayPush)
                            : publish(world, n, agent, protections, mayPush));
        }
        if (agent.holds() && mayWrite && !holds(world, n)) {
            // A pull request, a comment, a label: the record must be the runner's own.
            next.add(world.failed("a request that writes after the brief was taken over"));
        }
        if (agent.phase() == Phase.PUSHED && mayWrite && mayPush) {
            next.add(world.moved(BriefState.DONE, n, world.attempt(), world.spent())
                    .with(n, Agent.NEW));
        }
        if (agent.phase() == Phase.KILLED) {
            next.addAll(recover(world, n, agent, protections));
        }
        return next;
    }

    private static boolean holds(World world, int n) {
        return world.holder() == n
                && world.attempt() == world.runners().get(n).attempt()
                && !world.state().terminal();
    }

    /** The requests that write and leave the world as it is, by anybody: what they show follows the record. */
    private static Set<String> requests(World world) {
        Set<String> requests = new HashSet<>();
        if (world.state().terminal()) {
            requests.add("shows " + world.state());
        }
        for (int n = 0; n < RUNNERS; n++) {
            Agent agent = world.runners().get(n);
            if (agent.holds() && agent.age() < WRITING) {
                requests.add("shows " + BriefState.RUNNING);
                if (agent.phase() == Phase.PUSHED) {
                    requests.add("delivers");
                }
            }
        }
        return requests;
    }

    /** The runner gives its own run up, if it still is. */
    private static World ended(World world, int n, boolean mayPush) {
        return mayPush && holds(world, n)
                ? world.moved(BriefState.FAILED, n, world.attempt(), world.spent())
                        .with(n, Agent.NEW)
                : world.with(n, Agent.NEW);
    }

    private static Agent withPhase(Agent agent, Phase phase) {
        return new Agent(
                phase, agent.seen(), agent.attempt(), agent.age(), agent.watched(), agent.journal(), agent.look());
    }

    private static Optional<World> claim(World world, int n, Set<Protection> protections, boolean mayPush) {
        boolean requested = world.state() == BriefState.FAILED
                && (!protections.contains(Protection.SPENT_COMMANDS)
                        || world.spent() < world.users().given())
                && world.users().given() > 0;
        boolean open = world.state() == BriefState.NEW || requested;
        if (!open || !mayPush || world.runners().get(n).seen() < 0) {
            // With an old picture a push without its expected value would go through all the same.
            return mayPush && world.runners().get(n).seen() == 0 && !protections.contains(Protection.EXPECTED_VALUE)
                    ? Optional.of(claimed(world, n, 1, world.spent()))
                    : Optional.empty();
        }
        Look look = world.runners().get(n).look();
        if (look == Look.NOT_APPROVED || (look == Look.PAUSED && protections.contains(Protection.PAUSE))) {
            return Optional.empty();
        }
        if (look == Look.PAUSED) {
            return Optional.of(world.failed("a brief was begun after its runner saw the pause"));
        }
        int attempt = world.attempt() + 1;
        if (attempt > 1 + world.users().given()) {
            return Optional.of(world.failed("an attempt that nobody asked for"));
        }
        return Optional.of(claimed(world, n, attempt, requested ? world.users().given() : world.spent()));
    }

    private static World claimed(World world, int n, int attempt, int spent) {
        World taken = new World(
                BriefState.PICKED,
                world.version() + 1,
                n,
                attempt,
                spent,
                world.users(),
                world.ran(),
                world.published(),
                world.runners(),
                world.fault());
        return taken.with(n, new Agent(Phase.CLAIMED, world.version() + 1, attempt, 0, 0, Phase.IDLE, Look.CLEAR));
    }

    /** Another machine's claim, after it has stood still. */
    private static Optional<World> takeOver(World world, int n, Set<Protection> protections) {
        Agent agent = world.runners().get(n);
        boolean still = !protections.contains(Protection.WHOLE_LEASE) || agent.watched() >= LEASE;
        if (world.state().terminal()
                || world.state() == BriefState.NEW
                || world.holder() == n
                || agent.seen() != world.version()
                || !still) {
            return Optional.empty();
        }
        return Optional.of(world.moved(BriefState.FAILED, world.holder(), world.attempt(), world.spent()));
    }

    private static World publish(World world, int n, Agent agent, Set<Protection> protections, boolean mayPush) {
        if (!protections.contains(Protection.ATOMIC_PUSH)) {
            return world.publishedBy(agent.attempt()).with(n, withPhase(agent, Phase.PUSHED));
        }
        if (!mayPush || world.holder() != n) {
            return world.with(n, Agent.NEW);
        }
        return world.moved(world.state(), n, world.attempt(), world.spent())
                .publishedBy(agent.attempt())
                .with(n, agent.at(Phase.PUSHED, world.version() + 1));
    }

    /** The runner comes back: it goes on where its journal says that it was, or ends the run. */
    private static List<World> recover(World world, int n, Agent agent, Set<Protection> protections) {
        if (!holds(world, n)) {
            return List.of(world.with(n, Agent.NEW));
        }
        World ended = world.moved(BriefState.FAILED, n, world.attempt(), world.spent())
                .with(n, Agent.NEW);
        if (agent.journal() == Phase.CLAIMED) {
            return List.of(ended);
        }
        Phase resumed = protections.contains(Protection.NEVER_AGAIN) ? agent.journal() : Phase.HOLDING;
        return List.of(
                ended,
                world.moved(world.state(), n, world.attempt(), world.spent())
                        .with(n, agent.at(resumed, world.version() + 1)));
    }

    /**
     * What an exploration found.
     *
     * @param states how many there are
     * @param depth of the farthest from the beginning
     * @param fault what went wrong first, with the way there
     * @param stuck states from which the brief can come to no end
     * @param moves of the record, and effects, as {@code moves-and-effects.txt} has them
     */
    private record Exploration(
            int states, int depth, Optional<String> fault, List<World> stuck, SortedSet<String> moves) {}

    /** The record, and what became of its attempt. */
    private static String where(World world) {
        boolean ran = world.ran().get(world.attempt()) > 0;
        boolean published = world.attempt() > 0 && world.published() == world.attempt();
        return world.state() + (ran ? ", ran" : "") + (published ? ", published" : "") + ": ";
    }

    private static String move(World from, World to) {
        if (to.version() == from.version()) {
            return "runs the steps";
        }
        boolean publishes = to.published() != from.published();
        return to.state() + " attempt+" + (to.attempt() - from.attempt()) + " commands+" + (to.spent() - from.spent())
                + (publishes ? " with the branch" : "");
    }

    private static Exploration explore(Set<Protection> protections) {
        World beginning = new World(
                BriefState.NEW,
                0,
                -1,
                0,
                0,
                new Users(0, false, false),
                Arrays.asList(new Integer[] {0, 0, 0, 0}),
                0,
                List.of(Agent.NEW, Agent.NEW),
                "");
        Map<World, Integer> depth = new HashMap<>(Map.of(canonical(beginning), 0));
        Map<World, List<World>> before = new HashMap<>();
        Deque<World> open = new ArrayDeque<>(List.of(canonical(beginning)));
        SortedSet<String> moves = new TreeSet<>();
        int deepest = 0;
        while (!open.isEmpty()) {
            World world = open.poll();
            int here = depth.getOrDefault(world, 0);
            requests(world).forEach(request -> moves.add(where(world) + request));
            for (World step : next(world, protections)) {
                if (!step.fault().isEmpty()) {
                    return new Exploration(
                            depth.size(), here + 1, Optional.of(step.fault() + " after " + world), List.of(), moves);
                }
                if (step.version() != world.version() || !step.ran().equals(world.ran())) {
                    moves.add(where(world) + move(world, step));
                }
                World after = canonical(step);
                before.computeIfAbsent(after, unknown -> new ArrayList<>()).add(world);
                if (depth.putIfAbsent(after, here + 1) == null) {
                    deepest = here + 1;
                    open.add(after);
                }
            }
        }
        return new Exploration(depth.size(), deepest, Optional.empty(), stuck(depth.keySet(), before), moves);
    }

    /** Only whether a runner's picture is current matters, not how many moves ago it was: so the states are finite. */
    private static World canonical(World world) {
        List<Agent> agents = new ArrayList<>(RUNNERS);
        for (Agent agent : world.runners()) {
            agents.add(new Agent(
                    agent.phase(),
                    agent.seen() == world.version() ? 1 : agent.seen() < 0 ? -1 : 0,
                    agent.attempt(),
                    agent.age(),
                    agent.watched(),
                    agent.journal(),
                    agent.look()));
        }
        return new World(
                world.state(),
                1,
                world.holder(),
                world.attempt(),
                world.spent(),
                world.users(),
                world.ran(),
                world.published(),
                agents,
                world.fault());
    }

    private static List<World> stuck(Set<World> all, Map<World, List<World>> before) {
        Set<World> good = new HashSet<>();
        Deque<World> open = new ArrayDeque<>();
        all.stream().filter(world -> world.state().terminal()).forEach(world -> {
            good.add(world);
            open.add(world);
        });
        while (!open.isEmpty()) {
            for (World earlier : before.getOrDefault(open.poll(), List.of())) {
                if (good.add(earlier)) {
                    open.add(earlier);
                }
            }
        }
        return all.stream().filter(world -> !good.contains(world)).limit(1).toList();
    }
}
