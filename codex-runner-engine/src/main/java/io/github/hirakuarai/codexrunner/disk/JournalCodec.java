package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.disk.JournalEntry.Checkout;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Claim;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Deliver;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Delivered;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.End;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.EndedStep;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Ending;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Push;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.PutBack;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Show;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.Step;
import io.github.hirakuarai.codexrunner.disk.JournalEntry.WasPutBack;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepExit;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a journal as the name of an effect and facts about it, texts all: {@code "step"} and {@code {"step":"2"}}. The
 * effect of what is about to be done and of what was done is the same.
 */
final class JournalCodec {

    private static final String HEADS = "refs/heads/";

    private JournalCodec() {}

    /** The name of the effect. */
    static String effect(JournalEntry entry) {
        if (entry instanceof Claim) {
            return "claim";
        } else if (entry instanceof Show) {
            return "show";
        } else if (entry instanceof Checkout) {
            return "checkout";
        } else if (entry instanceof Step || entry instanceof EndedStep) {
            return "step";
        } else if (entry instanceof Push) {
            return "push";
        } else if (entry instanceof Deliver || entry instanceof Delivered) {
            return "deliver";
        } else if (entry instanceof PutBack || entry instanceof WasPutBack) {
            return "put back";
        }
        return "end";
    }

    /** More about it, by name. */
    static Map<String, String> facts(JournalEntry entry) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (entry instanceof Claim claim) {
            facts.put("brief", claim.brief().toString());
            facts.put("repository", claim.repository().toString());
            facts.put("issue", claim.issue().toString());
            facts.put("key", claim.key().hex());
            facts.put("attempt", Integer.toString(claim.attempt()));
            facts.put("title", claim.title());
        } else if (entry instanceof Show show) {
            facts.put("state", show.state().name());
        } else if (entry instanceof Checkout checkout) {
            facts.put("commit", checkout.commit());
            put(facts, "remoteTip", checkout.remoteTip());
            put(facts, "workspace", checkout.workspace());
        } else if (entry instanceof Step step) {
            facts.put("step", Integer.toString(step.ordinal()));
        } else if (entry instanceof EndedStep step) {
            facts.put("step", Integer.toString(step.ordinal()));
            facts.put("exit", step.exit().text());
            facts.put("kind", step.exit().getClass().getSimpleName());
            facts.put("detail", detail(step.exit()));
            facts.put("elapsed", step.elapsed().toString());
            put(facts, "log", step.logFull() ? "full" : null);
        } else if (entry instanceof Push push) {
            facts.put("ref", HEADS + push.branch());
            facts.put("commit", push.commit());
        } else if (entry instanceof Deliver deliver) {
            facts.put("output", Integer.toString(deliver.ordinal()));
            facts.put("type", deliver.type());
        } else if (entry instanceof Delivered delivered) {
            facts.put("output", Integer.toString(delivered.ordinal()));
            facts.put("type", delivered.type());
            delivered.links().forEach(link -> facts.put(link.kind(), link.url().toString()));
            facts.put("links", links(delivered.links()));
        } else if (entry instanceof PutBack putBack) {
            put(facts, putBack.ending());
        } else if (entry instanceof End end) {
            put(facts, end.ending());
        }
        return facts;
    }

    private static void put(Map<String, String> facts, Ending ending) {
        facts.put("result", ending.result().name());
        facts.put("code", ending.code() == null ? "" : ending.code());
        put(facts, "message", ending.message());
    }

    private static void put(Map<String, String> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.put(name, value);
        }
    }

    /**
     * Reads an entry.
     *
     * @param intent whether it was written before the effect
     * @return empty when the facts say no such thing
     */
    static Optional<JournalEntry> read(String effect, boolean intent, Map<String, String> facts) {
        try {
            return Optional.ofNullable(entry(effect, intent, facts));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static @Nullable JournalEntry entry(String effect, boolean intent, Map<String, String> facts) {
        return switch (effect) {
            case "claim" ->
                new Claim(
                        BriefId.parse(fact(facts, "brief")).orElseThrow(),
                        RepositoryName.parse(fact(facts, "repository")).orElseThrow(),
                        IssueRef.parse(fact(facts, "issue")).orElseThrow(),
                        new BriefKey(fact(facts, "key")),
                        Integer.parseInt(fact(facts, "attempt")),
                        fact(facts, "title"));
            case "show" -> new Show(BriefState.valueOf(fact(facts, "state")));
            case "checkout" -> new Checkout(fact(facts, "commit"), facts.get("remoteTip"), facts.get("workspace"));
            case "step" ->
                intent
                        ? new Step(Integer.parseInt(fact(facts, "step")))
                        : new EndedStep(
                                Integer.parseInt(fact(facts, "step")),
                                exit(facts),
                                Duration.parse(fact(facts, "elapsed")),
                                fact(facts, "log").equals("full"));
            case "push" -> new Push(fact(facts, "ref").substring(HEADS.length()), fact(facts, "commit"));
            case "deliver" ->
                intent
                        ? new Deliver(Integer.parseInt(fact(facts, "output")), fact(facts, "type"))
                        : new Delivered(
                                Integer.parseInt(fact(facts, "output")),
                                fact(facts, "type"),
                                links(fact(facts, "links")));
            case "put back" -> intent ? new PutBack(ending(facts)) : new WasPutBack();
            case "end" -> new End(ending(facts));
            default -> null;
        };
    }

    private static Ending ending(Map<String, String> facts) {
        String code = fact(facts, "code");
        return new Ending(Result.valueOf(fact(facts, "result")), code.isEmpty() ? null : code, facts.get("message"));
    }

    /** Empty when it is not there: what needs one says so itself. */
    private static String fact(Map<String, String> facts, String name) {
        return facts.getOrDefault(name, "");
    }

    private static String links(List<Link> links) {
        StringBuilder text = new StringBuilder();
        links.forEach(link -> text.append(link.kind())
                .append('\t')
                .append(link.url())
                .append('\t')
                .append(link.text())
                .append('\n'));
        return text.toString();
    }

    private static List<Link> links(String fact) {
        List<Link> links = new ArrayList<>();
        fact.lines().forEach(line -> {
            String[] parts = line.split("\t", 3);
            links.add(new Link(parts[0], parts[2], URI.create(parts[1])));
        });
        return links;
    }

    private static String detail(StepExit exit) {
        if (exit instanceof StepExit.Exited exited) {
            return Integer.toString(exited.code());
        }
        if (exit instanceof StepExit.Signalled signalled) {
            return Integer.toString(signalled.signal());
        }
        if (exit instanceof StepExit.TimedOut timedOut) {
            return timedOut.limit().toString();
        }
        if (exit instanceof StepExit.Cancelled cancelled) {
            return cancelled.why();
        }
        if (exit instanceof StepExit.Lost lost) {
            return lost.why();
        }
        return exit instanceof StepExit.NotStarted notStarted ? notStarted.why() : "";
    }

    private static StepExit exit(Map<String, String> facts) {
        String detail = fact(facts, "detail");
        return switch (fact(facts, "kind")) {
            case "Exited" -> new StepExit.Exited(Integer.parseInt(detail));
            case "Signalled" -> new StepExit.Signalled(Integer.parseInt(detail));
            case "TimedOut" -> new StepExit.TimedOut(Duration.parse(detail));
            case "Cancelled" -> new StepExit.Cancelled(detail);
            case "NotStarted" -> new StepExit.NotStarted(detail);
            case "Skipped" -> new StepExit.Skipped();
            default -> new StepExit.Lost(detail);
        };
    }
}
