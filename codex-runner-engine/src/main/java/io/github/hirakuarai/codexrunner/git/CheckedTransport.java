package io.github.hirakuarai.codexrunner.git;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/** A transport whose pushes are looked at between what the server advertises and what is sent. */
final class CheckedTransport extends Transport {

    private final Transport inner;
    private final Predicate<RemoteRefs> check;

    /** @param inner closed with this */
    CheckedTransport(Repository repository, Transport inner, Predicate<RemoteRefs> check) {
        super(repository, inner.getURI());
        this.inner = inner;
        this.check = check;
    }

    @Override
    public FetchConnection openFetch() throws NotSupportedException, TransportException {
        return inner.openFetch();
    }

    @Override
    public FetchConnection openFetch(Collection<RefSpec> specs, String... prefixes)
            throws NotSupportedException, TransportException {
        return inner.openFetch(specs, prefixes);
    }

    @Override
    public PushConnection openPush() throws NotSupportedException, TransportException {
        PushConnection connection = inner.openPush();
        Map<String, String> commits = new TreeMap<>();
        for (Ref ref : connection.getRefs()) {
            if (ref.getObjectId() != null) {
                commits.put(ref.getName(), ref.getObjectId().name());
            }
        }
        if (!check.test(new RemoteRefs(commits, null))) {
            connection.close();
            throw new Objection(inner);
        }
        return connection;
    }

    @Override
    public void close() {
        inner.close();
    }

    /** Ends a push before anything is sent. */
    static final class Objection extends TransportException {

        private static final long serialVersionUID = 1L;

        Objection(Transport transport) {
            super(transport.getURI(), "the check of the advertised refs objects");
        }
    }
}
