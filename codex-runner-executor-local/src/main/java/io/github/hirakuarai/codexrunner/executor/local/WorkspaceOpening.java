package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** Opens one workspace. What was done is undone when a later part of it fails. */
final class WorkspaceOpening {

    /**
     * What an opening needs.
     *
     * @param request the workspace that is wanted
     * @param workdir the folder that the request names
     * @param layout the clone around it
     * @param config what the clone's configuration says
     * @param launcher starts the keeper
     * @param stateDir the executor's own folder
     * @param environment of the runner
     * @param clock the runner's
     */
    record Needs(
            WorkspaceRequest request,
            Path workdir,
            CloneLayout layout,
            CloneConfig config,
            KeeperHandle.Launcher launcher,
            Path stateDir,
            Map<String, String> environment,
            Clock clock) {}

    private final Needs needs;
    private final RunFolder folder;

    private WorkspaceOpening(Needs needs, RunFolder folder) {
        this.needs = needs;
        this.folder = folder;
    }

    /** In the clone itself. */
    static Workspace inPlace(Needs needs) throws Exception {
        RunFolder folder = RunFolder.create();
        try {
            return new WorkspaceOpening(needs, folder).inPlace();
        } catch (Exception e) {
            folder.close();
            throw e;
        }
    }

    /** In a disposable clone that borrows the objects of the clone. */
    static Workspace isolated(Needs needs) throws Exception {
        RunFolder folder = RunFolder.create();
        try {
            return new WorkspaceOpening(needs, folder).isolated();
        } catch (Exception e) {
            folder.close();
            throw e;
        }
    }

    private Workspace inPlace() throws Exception {
        CloneLayout layout = needs.layout();
        KeeperHandle keeper = keeper(layout.lock());
        try {
            Shadow shadow = shadow(layout, "git");
            CloneVisit.leaveForKilled(layout, shadow, needs.stateDir(), needs.clock());
            new CloneState(layout).refuseDirty(shadow);
            LocalWorkspace.Entrance entrance = (mirror, base) -> {
                try {
                    CloneVisit visit = CloneVisit.enter(
                            layout, shadow, transfer(mirror), needs.request(), base, needs.stateDir(), needs.clock());
                    return () -> visit.leave(mirror.resolve("objects"));
                } catch (Exception e) {
                    // As far as it had come: that is what a run killed at that point would have left.
                    CloneVisit.leaveForKilled(layout, shadow, needs.stateDir(), needs.clock());
                    throw e;
                }
            };
            return new LocalWorkspace(parts(layout, needs.workdir(), shadow), entrance, keeper);
        } catch (Exception e) {
            keeper.close();
            throw e;
        }
    }

    private Workspace isolated() throws Exception {
        Path root = Files.createDirectory(folder.path().resolve("clone"));
        CloneLayout layout = new CloneLayout(root, root.resolve(".git"), root.resolve(".git"));
        KeeperHandle keeper = keeper(folder.path().resolve("lock"));
        try {
            makeGitDir(layout);
            Shadow shadow = shadow(layout, "git");
            LocalWorkspace.Entrance entrance = (mirror, base) -> GitIsolation.call(() -> {
                checkOut(layout, shadow, mirror, base);
                return () -> {};
            });
            Path inside = needs.layout().root().relativize(needs.workdir().toRealPath());
            Path workdir = root.resolve(inside.toString());
            return new LocalWorkspace(parts(layout, workdir, shadow), entrance, keeper);
        } catch (Exception e) {
            keeper.close();
            throw e;
        }
    }

    private void makeGitDir(CloneLayout layout) throws IOException {
        Files.createDirectories(layout.objects().resolve("info"));
        Files.createDirectories(layout.objects().resolve("pack"));
        Files.createDirectories(layout.gitDir().resolve("refs/heads"));
        Files.writeString(
                layout.objects().resolve("info/alternates"), needs.layout().objects() + "\n");
        Config config = new Config();
        config.setInt("core", null, "repositoryformatversion", 0);
        config.setBoolean("core", null, "bare", false);
        config.setString("remote", "origin", "url", needs.request().cloneUrl().toString());
        config.setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
        Files.writeString(layout.gitDir().resolve("config"), config.toText());
        new CloneRefs(layout).writeHead(CloneRefs.headOn(needs.request().branch()));
    }

    private void checkOut(CloneLayout layout, Shadow shadow, Path mirrorFolder, ObjectId base) throws IOException {
        Shadow source = shadow(needs.layout(), "source");
        try (Repository holder = source.open(needs.layout().objects());
                Repository clone = shadow.open(layout.objects());
                Repository mirror = shadow.open(mirrorFolder.resolve("objects"))) {
            transfer(mirrorFolder).bring(base, new CloneRefs(needs.layout()).tips(), holder, clone);
            new CloneRefs(layout).write(needs.request().branch(), base);
            CloneCheckout checkout = new CloneCheckout(layout, mirror);
            ObjectId tree = CloneVisit.treeOf(mirror, base);
            DirCache target = checkout.indexOf(tree, DirCache.newInCore());
            checkout.files(DirCache.newInCore(), target, tree);
            CloneCheckout.writeIndex(layout.index().toFile(), target);
            CloneCheckout.writeIndex(shadow.index(), target);
        }
    }

    private KeeperHandle keeper(Path lockFile) throws IOException {
        CloneLock lock = CloneLock.take(lockFile).orElseThrow(() -> Unsuitable.atWork(needs.layout()));
        KeeperHandle keeper = new KeeperHandle(
                needs.launcher(), lock, folder.path(), needs.request().grace());
        try {
            if (keeper.get().isEmpty()) {
                throw Unsuitable.atWork(needs.layout());
            }
            return keeper;
        } catch (RuntimeException e) {
            keeper.close();
            throw e;
        }
    }

    private Shadow shadow(CloneLayout layout, String name) throws IOException {
        return Shadow.create(layout, folder.path().resolve(name), needs.config().fileKeys());
    }

    private ObjectTransfer transfer(Path mirror) {
        return new ObjectTransfer(mirror, folder.path());
    }

    private LocalWorkspace.Parts parts(CloneLayout layout, Path workdir, Shadow shadow) {
        return new LocalWorkspace.Parts(
                workdir, layout, folder.path(), shadow, needs.request().branch(), needs.environment());
    }
}
