package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is about to do and has done, a line of JSON each, on the disk before the deed. Safe for many threads.
 *
 * <p>{@code {"at":"…","intent":"claim",…}} comes before an effect, {@code {"at":"…","receipt":"claim",…}} after it. An
 * intent without a receipt has to be looked for: it may have happened or not.
 */
public final class Journal implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final FileChannel file;
    private final Path path;
    private final Clock clock;

    Journal(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
        try {
            this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** What a journal says, oldest first. A last line that was not written to its end says nothing. */
    public static List<Line> read(Path path) {
        try {
            List<Line> lines = new ArrayList<>();
            // Not readAllLines: a torn last line may end in the middle of a character.
            new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> parse(line).ifPresent(lines::add));
            return List.copyOf(lines);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Line> parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            Map<String, String> facts = new LinkedHashMap<>();
            json.properties()
                    .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asString()));
            String intent = facts.get("intent");
            String effect = intent == null ? facts.get("receipt") : intent;
            String at = facts.get("at");
            return effect == null || at == null
                    ? Optional.empty()
                    : Optional.of(new Line(Instant.parse(at), intent != null, effect, facts));
        } catch (JacksonException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * One line.
     *
     * @param at by the runner's clock
     * @param intent whether it was written before the effect; else after it
     * @param effect what was done: {@code claim}, {@code show}, {@code step}, {@code push}, {@code deliver}, {@code end}
     * @param facts the line's fields
     */
    public record Line(Instant at, boolean intent, String effect, Map<String, String> facts) {
        public Line {
            facts = Map.copyOf(facts);
        }

        /** What it says; empty when nobody here knows. */
        public Optional<JournalEntry> entry() {
            return JournalCodec.read(effect, intent, facts);
        }
    }

    /** Something is about to be done. Returns when that stands on the disk. */
    public void intent(JournalEntry entry) {
        write("intent", entry);
    }

    /** It was done. */
    public void receipt(JournalEntry entry) {
        write("receipt", entry);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private synchronized void write(String kind, JournalEntry entry) {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", clock.instant().toString());
        line.put(kind, JournalCodec.effect(entry));
        JournalCodec.facts(entry).forEach(line::put);
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static RunnerException unwritable(Path path, IOException e) {
        return DiskSpace.failed("write the journal", path, e);
    }
}
