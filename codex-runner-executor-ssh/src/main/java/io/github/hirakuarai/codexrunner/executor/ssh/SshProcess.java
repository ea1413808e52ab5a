package io.github.hirakuarai.codexrunner.executor.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * A command on a host as a process. A host tells nobody's processes to end for us, so to destroy one is to end its standard
 * input: whatever is started here ends then.
 */
final class SshProcess extends Process {

    /** What a shell says of a process that SIGKILL ended; also when nobody knows. */
    private static final int GONE = 137;

    private final Session session;
    private final Session.Command command;

    SshProcess(Session session, Session.Command command) {
        this.session = session;
        this.command = command;
    }

    @Override
    public OutputStream getOutputStream() {
        return command.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return command.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return command.getErrorStream();
    }

    @Override
    public boolean isAlive() {
        return session.isOpen();
    }

    @Override
    public int waitFor() throws InterruptedException {
        while (!waitFor(1, TimeUnit.HOURS)) {
            // A step may take days.
        }
        return exitValue();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            command.join(timeout, unit);
        } catch (ConnectionException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return !isAlive();
    }

    @Override
    public int exitValue() {
        if (isAlive()) {
            throw new IllegalThreadStateException("the command still runs");
        }
        Integer status = command.getExitStatus();
        return status == null ? GONE : status;
    }

    @Override
    public void destroy() {
        try {
            command.getOutputStream().close();
        } catch (IOException e) {
            // It has ended, or the connection is lost: then its standard input has ended too.
        }
    }
}
