package io.github.hirakuarai.codexrunner.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A mirror's objects as a shallow repository sees them: the tips of branches that came without their history, which the file
 * {@code shallow} lists. It is a git folder of its own inside the mirror, because JGit writes that file anew after every fetch of
 * a repository that has one: fetches of records, which happen side by side, would lose what a fetch of a tip had written.
 */
final class TipsView {

    private static final String FOLDER = "tips";
    private static final String SHALLOW = "shallow";

    private TipsView() {}

    /** The view's folder. */
    static Path folder(Path mirror) {
        return mirror.resolve(FOLDER);
    }

    /** Opens the view of a mirror, whether it is made or not. */
    static FileRepository open(Path mirror) throws IOException {
        return (FileRepository) new FileRepositoryBuilder()
                .setFS(GitIsolation.fileSystem())
                .setGitDir(mirror.resolve(FOLDER).toFile())
                .setObjectDirectory(mirror.resolve("objects").toFile())
                .setBare()
                .build();
    }

    /** Makes the view; JGit itself would refuse objects that are there already. */
    static void make(Path mirror) throws IOException {
        Path view = mirror.resolve(FOLDER);
        Files.createDirectories(view.resolve("refs"));
        Files.copy(mirror.resolve("config"), view.resolve("config"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(mirror.resolve("HEAD"), view.resolve("HEAD"));
    }

    static boolean isMade(Path mirror) {
        return Files.exists(mirror.resolve(FOLDER).resolve("HEAD"));
    }

    /** Lets a new mirror read what another one holds, and write nothing into it. */
    static void borrow(Path mirror, Path lender) throws IOException {
        if (!Files.isDirectory(lender.resolve("objects"))) {
            return;
        }
        Path info = Files.createDirectories(mirror.resolve("objects/info"));
        Files.writeString(info.resolve("alternates"), lender.resolve("objects").toAbsolutePath() + "\n");
        Path shallow = lender.resolve(FOLDER).resolve(SHALLOW);
        if (Files.exists(shallow)) {
            Files.copy(
                    shallow,
                    Files.createDirectories(mirror.resolve(FOLDER)).resolve(SHALLOW),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The branches whose tips are the parents of a commit and came without their history. */
    static List<String> branchesBehind(Repository view, String commit) throws IOException {
        Set<ObjectId> shallow = view.getObjectDatabase().getShallowCommits();
        if (shallow.isEmpty()) {
            return List.of();
        }
        List<String> branches = new ArrayList<>();
        try (RevWalk walk = new RevWalk(view)) {
            for (RevCommit parent :
                    walk.parseCommit(ObjectId.fromString(commit)).getParents()) {
                for (Ref ref : view.getRefDatabase().getRefsByPrefix(Mirror.KEPT + "heads/")) {
                    if (shallow.contains(parent) && parent.equals(ref.getObjectId())) {
                        branches.add("refs/" + ref.getName().substring(Mirror.KEPT.length()));
                    }
                }
            }
        }
        return branches;
    }
}
