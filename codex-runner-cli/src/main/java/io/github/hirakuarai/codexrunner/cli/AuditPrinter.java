package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.AuditEntry;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints an audit: as a table, or as one JSON object per line. */
final class AuditPrinter {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> HEAD = List.of("TIME", "BRIEF", "WHAT", "BY", "LANE", "RUNNER", "RESULT");
    private static final Table.Fit FIT = new Table.Fit(6, 20, List.of(5, 4, 2, 0));
    private static final String NONE = "-";

    private final PrintStream out;
    private final int width;

    /** @param width of the terminal, or {@link Table#UNLIMITED} */
    AuditPrinter(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    void print(List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            out.println("no records found");
            return;
        }
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        entries.forEach(
                entry -> rows.add(row(entry).stream().map(SafeText::line).toList()));
        Table.lines(rows, FIT, width).forEach(out::println);
    }

    private static List<String> row(AuditEntry entry) {
        String time = Moments.text(entry.at());
        if (entry instanceof AuditEntry.Attempt attempt) {
            return List.of(
                    time,
                    attempt.id().toString(),
                    "attempt " + attempt.attempt(),
                    by(attempt),
                    attempt.lane() == null ? NONE : attempt.lane(),
                    attempt.runner(),
                    result(attempt));
        }
        AuditEntry.Command command = (AuditEntry.Command) entry;
        return List.of(time, command.id().toString(), kind(command), command.by(), NONE, NONE, NONE);
    }

    private static String by(AuditEntry.Attempt attempt) {
        AuditEntry.People people = attempt.people();
        if (people == null) {
            return NONE;
        }
        String approvers = people.approvals().stream()
                .map(approval -> approval.by().login())
                .collect(Collectors.joining(", "));
        return people.author().login()
                + by(", edited by ", people.editor())
                + by(", retried by ", people.retriedBy())
                + (approvers.isEmpty() ? "" : ", approved by " + approvers)
                + by(", cancelled by ", people.cancelledBy());
    }

    private static String by(String words, @Nullable Account account) {
        return account == null ? "" : words + account.login();
    }

    private static String result(AuditEntry.Attempt attempt) {
        if (attempt.failure() != null) {
            return attempt.state() + " (" + attempt.failure() + ")";
        }
        return attempt.state()
                + (attempt.result() == Result.PARTIAL ? " (" + attempt.result().text() + ")" : "");
    }

    private static String kind(AuditEntry.Command command) {
        return command.kind().name().toLowerCase(Locale.ROOT);
    }

    void printJson(List<AuditEntry> entries) {
        entries.forEach(entry -> out.println(json(entry)));
    }

    private static ObjectNode json(AuditEntry entry) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", entry instanceof AuditEntry.Attempt ? "attempt" : "command")
                .put("at", entry.at().toString())
                .put("id", entry.id().toString())
                .put("digest", entry.digest().toString())
                .put("repository", entry.repository().toString());
        if (entry instanceof AuditEntry.Attempt attempt) {
            write(attempt, json);
        } else if (entry instanceof AuditEntry.Command command) {
            json.put("command", kind(command)).put("commandId", command.command());
            json.put("by", command.by());
        }
        return json;
    }

    private static void write(AuditEntry.Attempt attempt, ObjectNode json) {
        json.put("attempt", attempt.attempt())
                .put("run", attempt.run().value())
                .put("runner", attempt.runner())
                .put("lane", attempt.lane());
        AuditEntry.People people = attempt.people();
        write("author", people == null ? null : people.author(), json);
        write("editor", people == null ? null : people.editor(), json);
        write("retriedBy", people == null ? null : people.retriedBy(), json);
        write("cancelledBy", people == null ? null : people.cancelledBy(), json);
        ArrayNode approvals = json.putArray("approvals");
        if (people != null) {
            people.approvals()
                    .forEach(approval -> write(
                            approval.by(),
                            approvals.addObject().put("at", approval.at().toString())));
        }
        json.put("branch", attempt.branch())
                .put("state", attempt.state().name())
                .put(
                        "result",
                        attempt.result() == null ? null : attempt.result().text())
                .put("failure", attempt.failure())
                .put(
                        "endedAt",
                        attempt.endedAt() == null ? null : attempt.endedAt().toString());
        ArrayNode links = json.putArray("links");
        for (Link link : attempt.links()) {
            links.addObject()
                    .put("kind", link.kind())
                    .put("text", link.text())
                    .put("url", link.url().toString());
        }
    }

    private static void write(String role, @Nullable Account account, ObjectNode json) {
        if (account == null) {
            json.putNull(role);
        } else {
            write(account, json.putObject(role));
        }
    }

    private static void write(Account account, ObjectNode json) {
        json.put("id", account.id()).put("login", account.login()).put("bot", account.bot());
    }
}
