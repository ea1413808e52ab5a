package io.github.hirakuarai.codexrunner.git;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.ProcessResult;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit cut off from the machine: no user or system configuration, no hooks, no processes.
 *
 * <p>JGit asks one static {@link SystemReader} for the configuration. This class puts one in front of it that answers
 * "empty" while a thread is inside {@link #call}, and hands everything else on: an embedder's own use of JGit is
 * untouched.
 */
public final class GitIsolation {

    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    private GitIsolation() {}

    /** Runs the work with JGit cut off from the machine on this thread. */
    public static <T> T call(Callable<T> work) throws Exception {
        install();
        DEPTH.set(DEPTH.get() + 1);
        try {
            return work.call();
        } finally {
            DEPTH.set(DEPTH.get() - 1);
        }
    }

    /** A file system for repositories that finds no hooks and starts no process. */
    public static FS fileSystem() {
        return new ProcessFreeFileSystem();
    }

    private static synchronized void install() {
        SystemReader current = SystemReader.getInstance();
        if (!(current instanceof IsolatingReader)) {
            SystemReader.setInstance(new IsolatingReader(current));
        }
    }

    private static final class IsolatingReader extends SystemReader.Delegate {

        IsolatingReader(SystemReader delegate) {
            super(delegate);
        }

        @Override
        public @Nullable String getenv(String variable) {
            // GIT_* names configuration files, object folders and askpass programs.
            return isolated() && variable.startsWith("GIT_") ? null : super.getenv(variable);
        }

        @Override
        public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
            return isolated() ? new EmptyConfig(parent, fs) : super.openUserConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
            return isolated() ? new EmptyConfig(parent, fs) : super.openSystemConfig(parent, fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
            return isolated() ? new EmptyConfig(parent, fs) : super.openJGitConfig(parent, fs);
        }

        @Override
        public StoredConfig getUserConfig() throws ConfigInvalidException, IOException {
            return isolated() ? new EmptyConfig(null, FS.DETECTED) : super.getUserConfig();
        }

        @Override
        public StoredConfig getJGitConfig() throws ConfigInvalidException, IOException {
            return isolated() ? new EmptyConfig(null, FS.DETECTED) : super.getJGitConfig();
        }

        @Override
        public StoredConfig getSystemConfig() throws ConfigInvalidException, IOException {
            return isolated() ? new EmptyConfig(null, FS.DETECTED) : super.getSystemConfig();
        }

        private static boolean isolated() {
            return DEPTH.get() > 0;
        }
    }

    private static final class EmptyConfig extends FileBasedConfig {

        EmptyConfig(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is no file.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }

    private static final class ProcessFreeFileSystem extends FS_POSIX {

        @Override
        public FS newInstance() {
            return new ProcessFreeFileSystem();
        }

        @Override
        protected @Nullable File discoverGitExe() {
            return null;
        }

        @Override
        protected @Nullable File discoverGitSystemConfig() {
            return null;
        }

        @Override
        public @Nullable File findHook(Repository repository, String hookName) {
            return null;
        }

        @Override
        public ProcessResult runHookIfPresent(
                Repository repository,
                String hookName,
                String[] args,
                OutputStream outRedirect,
                OutputStream errRedirect,
                String stdinArgs) {
            return new ProcessResult(ProcessResult.Status.NOT_PRESENT);
        }

        @Override
        public ProcessBuilder runInShell(String cmd, String[] args) {
            throw new UnsupportedOperationException("a repository may not start a process of the runner's: " + cmd);
        }
    }
}
