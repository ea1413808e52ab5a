package io.github.hirakuarai.codexrunner.examples.folder;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

// region: source
/**
 * Briefs from the files {@code <number>.md} of the folder {@code plugins.folder.path}: each stands for the body of that issue of
 * the first configured repository, where its state is shown. Who may write into the folder may have work run, so that is the
 * operator's to watch over.
 */
public final class FolderSource implements BriefSourceFactory {

    @Override
    public String id() {
        return "folder";
    }

    @Override
    public BriefSource open(PluginContext context) {
        Path folder = Path.of(context.settings()
                .text("plugins.folder.path")
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.CONFIGURATION,
                        "the source 'folder' needs the key plugins.folder.path: name a folder")));
        RepositoryName repository = RepositoryName.parse(
                        context.settings().texts("repositories").get(0))
                .orElseThrow();
        Set<String> labels = Set.of(
                context.settings().text("labels.enabled").orElse("codex:enabled"),
                context.settings().text("labels.auto").orElse("codex:auto"));
        return new Source(folder, repository, labels);
    }

    private record Source(Path folder, RepositoryName repository, Set<String> labels) implements BriefSource {

        private static final Pattern NAME = Pattern.compile("([1-9][0-9]{0,8})\\.md");
        private static final Account WRITER = new Account(1, "folder", false);
        private static final String HOST = "folder.invalid";

        @Override
        public List<SourceDocument> documents(SourceQuery query) {
            if (!query.repositories().contains(repository)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(folder)) {
                return files.flatMap(file -> document(file).stream())
                        .filter(document -> query.issue() == null
                                ? query.labels().stream().anyMatch(labels::contains)
                                : query.issue() == document.issue().number())
                        .sorted(Comparator.comparing(
                                document -> -document.issue().number()))
                        .toList();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public Optional<SourceDocument> read(DocumentRef ref) {
            return document(folder.resolve(ref.number() + ".md"));
        }

        @Override
        public Optional<Issue> issue(RepositoryName wanted, int number) {
            return wanted.equals(repository)
                    ? document(folder.resolve(number + ".md")).map(SourceDocument::issue)
                    : Optional.empty();
        }

        @Override
        public Permission permission(RepositoryName wanted, Account account, boolean fresh) {
            return wanted.equals(repository) && account.equals(WRITER) ? Permission.WRITE : Permission.NONE;
        }

        @Override
        public Optional<Long> repositoryId(RepositoryName wanted) {
            return wanted.equals(repository) ? Optional.of(1L) : Optional.empty();
        }

        @Override
        public void close() {}

        /** A link may lead to a file of somebody who may not write here. */
        private Optional<SourceDocument> document(Path file) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (!name.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            try {
                int number = Integer.parseInt(name.group(1));
                Instant changed = Files.getLastModifiedTime(file).toInstant();
                URI page = URI.create("https://" + HOST + "/" + repository + "/issues/" + number);
                Issue issue = new Issue(HOST, 1, repository, number, file.toString(), false, true, false, labels, page);
                DocumentRef ref = new DocumentRef(HOST, 1, repository, number, DocumentKind.ISSUE_BODY, number);
                return Optional.of(new SourceDocument(
                        ref, issue, Files.readString(file), WRITER, null, true, false, changed, changed, page));
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private RunnerException unreadable(IOException e) {
            return new RunnerException(
                    ErrorCode.UNREACHABLE, "cannot read the folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
// endregion
