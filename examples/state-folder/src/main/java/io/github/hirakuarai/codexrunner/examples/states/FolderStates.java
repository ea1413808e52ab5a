package io.github.hirakuarai.codexrunner.examples.states;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

// region: states
/** Shows states in a folder for each issue: {@code state}, comments in {@code *.md}, and who may write there retries by {@code *.retry}. */
public final class FolderStates implements StateStoreFactory {

    @Override
    public String id() {
        return "folder";
    }

    @Override
    public StateStore open(PluginContext context) {
        return new Store(
                Path.of(context.settings().text("plugins.folder.states").orElse("states")));
    }

    private record Store(Path root) implements StateStore {

        @Override
        public synchronized StatusReceipt show(StatusUpdate update, Fence fence) {
            write(folder(update.issue()).resolve("state"), update.state().name(), fence);
            if (update.comment() == null) {
                return StatusReceipt.NONE;
            }
            Predicate<Marker> own = marker ->
                    marker instanceof Marker.Status status && status.key().equals(update.key());
            Path file = put(update.issue(), update.comment(), fence, own);
            return new StatusReceipt(Long.valueOf(file.toFile().getName().replace(".md", "")), file.toUri());
        }

        @Override
        public synchronized void answer(CommandAnswer answer, Fence fence) {
            Optional<Marker> own = Marker.read(answer.comment());
            put(
                    answer.issue(),
                    answer.comment(),
                    fence,
                    marker -> own.filter(marker::equals).isPresent());
        }

        @Override
        public List<BriefCommand> commands(Issue issue) {
            return files(issue, ".retry").map(file -> retry(file.toFile())).toList();
        }

        private static BriefCommand retry(File file) {
            Instant at = Instant.ofEpochMilli(file.lastModified());
            Account by = new Account(1, "folder", false);
            return new BriefCommand(file.getName() + "-" + at, BriefCommand.Kind.RETRY, null, by, at);
        }

        /** Edits the comment whose marker is one of these; without one, there is a new comment. */
        private Path put(Issue issue, String text, Fence fence, Predicate<Marker> which) {
            Path file = files(issue, ".md")
                    .filter(one -> Marker.read(text(one)).filter(which).isPresent())
                    .findFirst()
                    .orElse(folder(issue).resolve(System.nanoTime() + ".md"));
            write(file, text, fence);
            return file;
        }

        private Stream<Path> files(Issue issue, String suffix) {
            File[] files = folder(issue).toFile().listFiles((folder, name) -> name.endsWith(suffix));
            return files == null ? Stream.of() : Stream.of(files).sorted().map(File::toPath);
        }

        private Path folder(Issue issue) {
            return root.resolve(issue.repositoryId() + "-" + issue.number());
        }

        private static void write(Path file, String text, Fence fence) {
            if (!text.equals(text(file))) {
                fence.check();
                try {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, text);
                } catch (IOException e) {
                    throw new RunnerException(ErrorCode.STORAGE, "cannot write " + file + ": " + e.getMessage(), e);
                }
            }
        }

        private static String text(Path file) {
            try {
                return Files.exists(file) ? Files.readString(file) : "";
            } catch (IOException e) {
                throw new RunnerException(ErrorCode.STORAGE, "cannot read " + file + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {}
    }
}
// endregion
