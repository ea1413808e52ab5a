package io.github.hirakuarai.codexrunner.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The last line of a terminal, which shows what is being done and is written over again and again; other lines are written
 * above it. Nothing but that line is ever changed, neither cursor nor modes, so that a process that is killed at any moment
 * leaves a terminal to go on with. Safe for many threads.
 */
final class LiveArea implements AutoCloseable {

    /** To the begin of the line, and all of it away. */
    private static final String ERASE = "\r\033[K";

    /** What a terminal draws wider than it was counted is cut off at the margin and does not begin a line. */
    private static final String NO_WRAP = "\033[?7l";

    private static final String WRAP = "\033[?7h";

    private static final Duration TICK = Duration.ofMillis(500);
    private static final long SOON = Duration.ofMillis(60).toNanos();

    private final PrintStream terminal;
    private final Terminal size;
    private final Colors colors;
    private final Supplier<Optional<LiveLine>> now;
    private final ScheduledExecutorService ticks;
    private final ScheduledFuture<?> ticking;
    private boolean shown;
    private boolean closed;
    private long drawnAt = System.nanoTime() - SOON;

    /** @param now what is being done; empty when that is nothing worth to be shown */
    LiveArea(PrintStream terminal, Terminal size, Colors colors, Supplier<Optional<LiveLine>> now) {
        this.terminal = terminal;
        this.size = size;
        this.colors = colors;
        this.now = now;
        this.ticks = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "codex-runner-live");
            thread.setDaemon(true);
            return thread;
        });
        this.ticking = ticks.scheduleAtFixedRate(this::draw, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes a line that stays. */
    synchronized void above(PrintStream stream, String line) {
        erase();
        stream.println(line);
        stream.flush();
        draw();
    }

    /** Shows what has changed, unless that was done a moment ago: the next tick does it then. */
    synchronized void changed() {
        if (System.nanoTime() - drawnAt > SOON) {
            draw();
        }
    }

    /** Takes the line away for good. Closing it twice is harmless. */
    @Override
    public synchronized void close() {
        closed = true;
        ticking.cancel(false);
        ticks.shutdown();
        erase();
    }

    private synchronized void draw() {
        Optional<LiveLine> line = closed ? Optional.empty() : now.get();
        if (line.isEmpty()) {
            erase();
            return;
        }
        LiveLine.Parts parts = line.get().fit(size.columns());
        terminal.print(ERASE + NO_WRAP + colors.strong(parts.lead()) + colors.faint(parts.tail()) + WRAP);
        terminal.flush();
        shown = true;
        drawnAt = System.nanoTime();
    }

    private void erase() {
        if (shown) {
            terminal.print(ERASE);
            terminal.flush();
            shown = false;
        }
    }
}
