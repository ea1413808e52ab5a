package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.Merger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** One bare repository, and the few things that the forge itself does in it. Safe for many threads, as git is. */
final class GitStore implements AutoCloseable {

    private final Repository repository;

    private GitStore(Repository repository) {
        this.repository = repository;
    }

    static GitStore create(Path folder, String defaultBranch) {
        return io(folder, () -> {
            Repository repository = new FileRepositoryBuilder()
                    .setFS(GitIsolation.fileSystem())
                    .setGitDir(folder.toFile())
                    .setBare()
                    .build();
            repository.create(true);
            // A collection deletes folders that a push is about to write into.
            repository.getConfig().setInt("gc", null, "auto", 0);
            repository.getConfig().setInt("gc", null, "autopacklimit", 0);
            repository.getConfig().setBoolean("receive", null, "autogc", false);
            repository.getConfig().save();
            repository.updateRef(Constants.HEAD, false).link(Constants.R_HEADS + defaultBranch);
            return new GitStore(repository);
        });
    }

    Repository repository() {
        return repository;
    }

    /** The commit that a ref's full name stands for. */
    Optional<String> commitOf(String ref) {
        return io(
                ref,
                () -> Optional.ofNullable(repository.exactRef(ref))
                        .map(Ref::getObjectId)
                        .map(ObjectId::name));
    }

    Optional<String> branch(String name) {
        return commitOf(Constants.R_HEADS + name);
    }

    /** Refs whose full name begins so, by name, each with its object. */
    Map<String, String> refs(String prefix) {
        return io(prefix, () -> {
            Map<String, String> refs = new TreeMap<>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
                if (ref.getObjectId() != null && !ref.isSymbolic()) {
                    refs.put(ref.getName(), ref.getObjectId().name());
                }
            }
            return refs;
        });
    }

    /** A commit with its message and people; empty when there is none of that name. */
    Optional<RevCommit> commit(String id) {
        return io(id, () -> {
            if (!ObjectId.isId(id) || !repository.getObjectDatabase().has(ObjectId.fromString(id))) {
                return Optional.empty();
            }
            try (RevWalk walk = new RevWalk(repository)) {
                return Optional.of(walk.parseCommit(ObjectId.fromString(id)));
            }
        });
    }

    /** The commits that one has and another lacks, newest first; all of it when the other is null. At most {@code limit}. */
    List<RevCommit> commits(String of, @Nullable String without, int limit) {
        return io(of, () -> {
            List<RevCommit> commits = new ArrayList<>();
            try (RevWalk walk = new RevWalk(repository)) {
                walk.markStart(walk.parseCommit(ObjectId.fromString(of)));
                if (without != null) {
                    walk.markUninteresting(walk.parseCommit(ObjectId.fromString(without)));
                }
                for (RevCommit commit = walk.next(); commit != null && commits.size() < limit; commit = walk.next()) {
                    walk.parseBody(commit);
                    commits.add(commit);
                }
            }
            return commits;
        });
    }

    /** Where two commits' histories part; empty when they never met. */
    Optional<String> mergeBase(String one, String other) {
        return io(one, () -> {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.setRevFilter(RevFilter.MERGE_BASE);
                walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
                walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
                return Optional.ofNullable(walk.next()).map(ObjectId::name);
            }
        });
    }

    /** Every file of a commit, by path. */
    List<String> paths(String commit) {
        return io(commit, () -> {
            List<String> paths = new ArrayList<>();
            try (TreeWalk walk = tree(commit)) {
                while (walk.next()) {
                    paths.add(walk.getPathString());
                }
            }
            return paths;
        });
    }

    /** A file's content in a commit; a link's is its target's name. */
    Optional<byte[]> file(String commit, String path) {
        return io(path, () -> {
            try (RevWalk revisions = new RevWalk(repository);
                    TreeWalk walk = TreeWalk.forPath(
                            repository,
                            path,
                            revisions.parseCommit(ObjectId.fromString(commit)).getTree())) {
                if (walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                    return Optional.empty();
                }
                return Optional.of(repository.open(walk.getObjectId(0)).getBytes());
            }
        });
    }

    /**
     * Puts a commit on a branch, which need not be there yet; a file's null content deletes it.
     *
     * @param parent what it changes; null for a first commit
     * @return the commit, 40 hexadecimal digits
     */
    String write(
            String branch,
            @Nullable String parent,
            String message,
            Map<String, @Nullable String> files,
            ForgeUser author,
            Instant at) {
        return io(branch, () -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId tree = writeTree(inserter, parent, files);
                List<String> parents = parent == null ? List.of() : List.of(parent);
                ObjectId commit = writeCommit(inserter, tree, parents, message, author, at);
                move(Constants.R_HEADS + branch, commit);
                return commit.name();
            }
        });
    }

    /** Merges one commit into a branch; empty when that conflicts. */
    Optional<String> merge(String branch, String commit, String message, ForgeUser author, Instant at) {
        return io(branch, () -> {
            String base = branch(branch).orElseThrow();
            Merger merger = MergeStrategy.RECURSIVE.newMerger(repository, true);
            if (!merger.merge(ObjectId.fromString(base), ObjectId.fromString(commit))) {
                return Optional.empty();
            }
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId merged =
                        writeCommit(inserter, merger.getResultTreeId(), List.of(base, commit), message, author, at);
                move(Constants.R_HEADS + branch, merged);
                return Optional.of(merged.name());
            }
        });
    }

    /** Stores a commit that no ref points to, and gives its id. */
    String store(CommitBuilder commit) {
        return io(commit, () -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId id = inserter.insert(commit);
                inserter.flush();
                return id.name();
            }
        });
    }

    /** Points a ref at an object, whatever it pointed at before. */
    void move(String ref, ObjectId object) {
        io(ref, () -> {
            RefUpdate update = repository.updateRef(ref);
            update.setNewObjectId(object);
            update.disableRefLog();
            return update.forceUpdate();
        });
    }

    void delete(String ref) {
        io(ref, () -> {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            return update.delete();
        });
    }

    @Override
    public void close() {
        repository.close();
    }

    private TreeWalk tree(String commit) throws IOException {
        try (RevWalk revisions = new RevWalk(repository)) {
            TreeWalk walk = new TreeWalk(repository);
            walk.setRecursive(true);
            walk.addTree(revisions.parseCommit(ObjectId.fromString(commit)).getTree());
            return walk;
        }
    }

    private ObjectId writeTree(ObjectInserter inserter, @Nullable String parent, Map<String, @Nullable String> files)
            throws IOException {
        DirCache index = DirCache.newInCore();
        if (parent != null) {
            DirCacheBuilder builder = index.builder();
            try (ObjectReader reader = repository.newObjectReader();
                    RevWalk walk = new RevWalk(reader)) {
                builder.addTree(
                        new byte[0],
                        DirCacheEntry.STAGE_0,
                        reader,
                        walk.parseCommit(ObjectId.fromString(parent)).getTree());
            }
            builder.finish();
        }
        DirCacheEditor editor = index.editor();
        for (Map.Entry<String, @Nullable String> file : files.entrySet()) {
            String content = file.getValue();
            if (content == null) {
                editor.add(new DirCacheEditor.DeletePath(file.getKey()));
            } else {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8));
                editor.add(new PutFile(file.getKey(), blob));
            }
        }
        editor.finish();
        return index.writeTree(inserter);
    }

    private static ObjectId writeCommit(
            ObjectInserter inserter, ObjectId tree, List<String> parents, String message, ForgeUser author, Instant at)
            throws IOException {
        CommitBuilder commit = new CommitBuilder();
        PersonIdent person =
                new PersonIdent(author.login(), author.login() + "@users.noreply.localhost", at, ZoneOffset.UTC);
        commit.setTreeId(tree);
        commit.setParentIds(parents.stream().map(ObjectId::fromString).toArray(ObjectId[]::new));
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setMessage(message);
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        return id;
    }

    /** Runs git work with JGit cut off from this machine's git configuration. */
    static <T> T io(Object subject, GitWork<T> work) {
        try {
            return GitIsolation.call(work::run);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "the forge cannot use its repositories' folder at " + subject + ": " + e.getMessage()
                            + "; give it a folder that can be written",
                    e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** RunExecution in a repository. */
    @FunctionalInterface
    interface GitWork<T> {
        T run() throws IOException;
    }

    private static final class PutFile extends DirCacheEditor.PathEdit {

        private final ObjectId blob;

        PutFile(String path, ObjectId blob) {
            super(path);
            this.blob = blob;
        }

        @Override
        public void apply(DirCacheEntry entry) {
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(blob);
        }
    }
}
