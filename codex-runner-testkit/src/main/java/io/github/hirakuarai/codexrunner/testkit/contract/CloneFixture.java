package io.github.hirakuarai.codexrunner.testkit.contract;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * A person's clone of a repository and the runner's bare mirror of it, both in a folder of the test's. The clone stands on
 * {@code main}; the mirror holds a newer commit that the clone lacks.
 */
public final class CloneFixture {

    /** Where the clone says that it comes from. */
    public static final URI URL = URI.create("https://forge.example/octo/demo.git");

    private final Path mirror;
    private final Path clone;
    private final String first;
    private final String second;

    private CloneFixture(Path mirror, Path clone, String first, String second) {
        this.mirror = mirror;
        this.clone = clone;
        this.first = first;
        this.second = second;
    }

    /** Makes both below a folder. */
    public static CloneFixture in(Path folder) {
        try {
            return GitIsolation.call(() -> make(folder));
        } catch (Exception e) {
            throw new IllegalStateException("the fixture could not be made", e);
        }
    }

    private static CloneFixture make(Path folder) throws Exception {
        Path mirror = folder.resolve("mirror.git");
        Path clone = folder.resolve("work/demo");
        Files.createDirectories(clone.getParent());
        try (Git git =
                Git.init().setDirectory(clone.toFile()).setInitialBranch("main").call()) {
            write(clone, "README.md", "hello\n");
            write(clone, "src/app.txt", "one\ntwo\nthree\n");
            write(clone, "src/old.txt", "old\n");
            write(clone, ".gitignore", "*.log\n/build/\n");
            String first = commit(git, "first");
            try (Git bare = Git.cloneRepository()
                    .setURI(clone.toUri().toString())
                    .setBare(true)
                    .setDirectory(mirror.toFile())
                    .call()) {
                bare.getRepository().getDirectory();
            }
            String second = newer(folder, mirror);
            git.remoteAdd().setName("origin").setUri(new URIish(URL.toString())).call();
            StoredConfig config = git.getRepository().getConfig();
            config.setString("user", null, "name", "A Person");
            config.setString("user", null, "email", "person@example.org");
            config.save();
            return new CloneFixture(mirror, clone, first, second);
        }
    }

    /** Adds a commit to the mirror through a clone that is thrown away. */
    private static String newer(Path folder, Path mirror) throws Exception {
        Path other = folder.resolve("other");
        try (Git git = Git.cloneRepository()
                .setURI(mirror.toUri().toString())
                .setDirectory(other.toFile())
                .call()) {
            write(other, "src/new.txt", "new\n");
            write(other, "bin/tool", "#!/bin/sh\necho tool\n");
            if (!other.resolve("bin/tool").toFile().setExecutable(true)) {
                throw new IOException("no mode could be set");
            }
            Files.createSymbolicLink(other.resolve("link"), Path.of("src/app.txt"));
            Files.delete(other.resolve("src/old.txt"));
            git.rm().addFilepattern("src/old.txt").call();
            String second = commit(git, "second");
            git.push().setRemote("origin").call();
            return second;
        }
    }

    private static String commit(Git git, String message) throws Exception {
        git.add().addFilepattern(".").call();
        PersonIdent person = new PersonIdent("A Person", "person@example.org");
        return git.commit()
                .setAuthor(person)
                .setCommitter(person)
                .setMessage(message)
                .setSign(false)
                .call()
                .name();
    }

    /** The bare repository of the runner's. */
    public Path mirror() {
        return mirror;
    }

    /** The clone. */
    public Path root() {
        return clone;
    }

    /** The commit that the clone stands on. */
    public String first() {
        return first;
    }

    /** Its child, which only the mirror has: adds {@code src/new.txt}, {@code bin/tool}, {@code link}; deletes {@code src/old.txt}. */
    public String second() {
        return second;
    }

    /** Writes a file, with its folders. */
    public static void write(Path root, String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every file below the clone but its git folder, as path to content; links as {@code -> target}, and what HEAD says. */
    public SortedMap<String, String> snapshot() {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(clone)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = clone.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    files.put(name, "-> " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !name.startsWith(".git/")) {
                    String mode = Files.isExecutable(path) ? "x " : "";
                    files.put(name, mode + new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
                }
            }
            files.put("HEAD", Files.readString(clone.resolve(".git/HEAD")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    /** Where a local branch of the clone stands; null when there is none. */
    public @Nullable String branch(String name) {
        try (Git git = Git.open(clone.toFile())) {
            var ref = git.getRepository().exactRef("refs/heads/" + name);
            return ref == null ? null : ref.getObjectId().name();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file's text in a commit of the clone; null when the commit has it not. */
    public @Nullable String at(String commit, String path) {
        try (Git git = Git.open(clone.toFile())) {
            var blob = git.getRepository().resolve(commit + ":" + path);
            return blob == null
                    ? null
                    : new String(git.getRepository().open(blob).getBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether git finds nothing to commit in the clone. */
    public boolean clean() {
        try (Git git = Git.open(clone.toFile())) {
            return git.status().call().isClean();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
