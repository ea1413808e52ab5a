package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.TreeDiff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A real repository with commits of any trees, those too that no git command makes. */
final class TestTrees implements AutoCloseable {

    private final Mirror mirror;
    private final Repository repository;

    TestTrees(Path folder) throws IOException {
        mirror = Mirror.open(folder, folder.toUri(), Optional::empty);
        repository =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    }

    TreeDiff diff() {
        return new TreeDiff(mirror);
    }

    /** A commit of a tree: paths and what stands there, {@code "text"} or with a mode in front, {@code "link:target"}. */
    String commit(Map<String, String> files, String... parents) {
        return commit(files, StandardCharsets.UTF_8, parents);
    }

    String commit(Map<String, String> files, Charset names, String... parents) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(new TreeMap<>(files), names, inserter));
            for (String parent : parents) {
                commit.addParentId(ObjectId.fromString(parent));
            }
            PersonIdent person =
                    new PersonIdent("Test", "test@example.org", java.time.Instant.EPOCH, java.time.ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage("test");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectId tree(Map<String, String> files, Charset names, ObjectInserter inserter) throws IOException {
        Map<String, TreeMap<String, String>> folders = new TreeMap<>();
        Map<String, String> sorted = new TreeMap<>();
        files.forEach((path, content) -> {
            int slash = path.indexOf('/');
            if (slash < 0) {
                sorted.put(path, content);
            } else {
                // As git sorts them: a folder as if a slash followed its name.
                sorted.put(path.substring(0, slash + 1), "");
                folders.computeIfAbsent(path.substring(0, slash), name -> new TreeMap<>())
                        .put(path.substring(slash + 1), content);
            }
        });
        TreeFormatter tree = new TreeFormatter();
        for (Map.Entry<String, String> entry : sorted.entrySet()) {
            String name = entry.getKey();
            if (name.endsWith("/")) {
                String folder = name.substring(0, name.length() - 1);
                tree.append(folder.getBytes(names), FileMode.TREE, tree(folders.get(folder), names, inserter));
            } else if (entry.getValue().startsWith("commit:")) {
                tree.append(name.getBytes(names), FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
            } else {
                boolean link = entry.getValue().startsWith("link:");
                byte[] content = entry.getValue().substring(link ? 5 : 0).getBytes(StandardCharsets.ISO_8859_1);
                tree.append(
                        name.getBytes(names),
                        link ? FileMode.SYMLINK : FileMode.REGULAR_FILE,
                        inserter.insert(Constants.OBJ_BLOB, content));
            }
        }
        return inserter.insert(tree);
    }

    @Override
    public void close() {
        repository.close();
        mirror.close();
    }
}
