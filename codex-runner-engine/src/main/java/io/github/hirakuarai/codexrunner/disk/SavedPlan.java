package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LaneVariable;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
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
 * @param values those of the lane's variables as its steps get them, as a digest
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
        Values values,
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
        values.setProperty("lane.values", this.values.digest());
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
        if (values.size() != 14) {
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
                new Values(values.getProperty("lane.values")),
                values.getProperty("host"),
                values.getProperty("workdir"),
                values.getProperty("base"),
                values.getProperty("branch"),
                commands.isEmpty() ? List.of() : List.of(commands.split("\n"))));
    }

    /**
     * The values of a lane's variables, in a form that does not tell them.
     *
     * @param digest a salt and, after a colon, the digest of it and the values
     */
    public record Values(String digest) {

        private static final int SALT_BYTES = 16;

        /** Returns those of a lane whose variables have been read. */
        public static Values of(Lane lane) {
            byte[] salt = new byte[SALT_BYTES];
            new SecureRandom().nextBytes(salt);
            return salted(HexFormat.of().formatHex(salt), lane);
        }

        /** Whether a lane whose variables have been read has the same values. */
        public boolean are(Lane lane) {
            return equals(salted(digest.replaceFirst(":.*", ""), lane));
        }

        private static Values salted(String salt, Lane lane) {
            StringBuilder text = new StringBuilder(salt);
            new TreeMap<>(lane.env()).forEach((name, variable) -> {
                String value = ((LaneVariable.Value) variable).value();
                text.append('\n')
                        .append(name)
                        .append('=')
                        .append(value.length())
                        .append(':')
                        .append(value);
            });
            return new Values(salt + ":" + Digest.of(text.toString()).hex());
        }
    }
}
