package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run was about to do when it was claimed, for a later process to go on with it.
 *
 * @param document where the brief stands
 * @param service whether the polling service runs it; else a one-shot run
 * @param lane the lane as it was, in a form that changes when the lane does
 * @param host the lane's host, for users
 * @param workdir absolute, on the host
 * @param base the branch that the work starts from
 * @param branch the run's branch
 * @param commands ids of the commands that the attempt carries out
 */
public record SavedPlan(
        DocumentRef document,
        boolean service,
        String lane,
        String host,
        String workdir,
        String base,
        String branch,
        List<String> commands) {

    private static final String FILE = "plan.properties";

    public SavedPlan {
        commands = List.copyOf(commands);
    }

    /** A lane in a form that changes when the lane does, and is the same in every process. */
    public static String fingerprint(Lane lane) {
        return String.join(
                "|",
                lane.name(),
                lane.executor(),
                lane.workspace().name(),
                Boolean.toString(lane.writable()),
                lane.workdirs().toString(),
                Boolean.toString(lane.workflows()),
                new TreeSet<>(lane.passEnv()).toString(),
                new TreeSet<>(lane.env().keySet()).toString(),
                String.valueOf(lane.user()),
                new TreeMap<>(lane.settings()).toString());
    }

    /** Writes it into a run's folder. */
    public void write(RunFolder folder) {
        Properties values = new Properties();
        values.setProperty("document.host", document.host());
        values.setProperty("document.repositoryId", Long.toString(document.repositoryId()));
        values.setProperty("document.repository", document.repository().toString());
        values.setProperty("document.number", Integer.toString(document.number()));
        values.setProperty("document.kind", document.kind().name());
        values.setProperty("document.id", Long.toString(document.databaseId()));
        values.setProperty("service", Boolean.toString(service));
        values.setProperty("lane", lane);
        values.setProperty("host", host);
        values.setProperty("workdir", workdir);
        values.setProperty("base", base);
        values.setProperty("branch", branch);
        values.setProperty("commands", String.join("\n", commands));
        StringWriter text = new StringWriter();
        try {
            values.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder.write(FILE, text.toString());
    }

    /** Reads it from a run's folder; empty when none was written, or not to its end. */
    public static Optional<SavedPlan> read(RunFolder folder) {
        return folder.read(FILE).flatMap(SavedPlan::parse);
    }

    private static Optional<SavedPlan> parse(String text) {
        Properties values = new Properties();
        try {
            values.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (values.size() != 13) {
            return Optional.empty();
        }
        String commands = values.getProperty("commands");
        return Optional.of(new SavedPlan(
                new DocumentRef(
                        values.getProperty("document.host"),
                        Long.parseLong(values.getProperty("document.repositoryId")),
                        RepositoryName.parse(values.getProperty("document.repository"))
                                .orElseThrow(),
                        Integer.parseInt(values.getProperty("document.number")),
                        DocumentKind.valueOf(values.getProperty("document.kind")),
                        Long.parseLong(values.getProperty("document.id"))),
                Boolean.parseBoolean(values.getProperty("service")),
                values.getProperty("lane"),
                values.getProperty("host"),
                values.getProperty("workdir"),
                values.getProperty("base"),
                values.getProperty("branch"),
                commands.isEmpty() ? List.of() : List.of(commands.split("\n"))));
    }
}
