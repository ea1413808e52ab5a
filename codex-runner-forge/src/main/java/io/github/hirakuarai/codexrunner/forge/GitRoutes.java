package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Git over smart HTTP. Holds the state's lock only to look up and to note, never while git works. */
final class GitRoutes {

    private static final String UPLOAD = "git-upload-pack";
    private static final String RECEIVE = "git-receive-pack";

    private final Services services;
    private volatile boolean atomic = true;
    private volatile boolean branchesReplaced = true;

    GitRoutes(Services services) {
        this.services = services;
    }

    void setAtomic(boolean atomic) {
        this.atomic = atomic;
    }

    void denyReplacedBranches() {
        branchesReplaced = false;
    }

    /** Answers a request whose path is {@code /{owner}/{name}.git/…}. */
    Answer answer(Incoming incoming, Optional<ForgeUser> actor) {
        int suffix = incoming.path().indexOf(".git/");
        String[] name = incoming.path().substring(1, suffix).split("/", -1);
        String action = incoming.path().substring(suffix + ".git/".length());
        boolean advertise = action.equals("info/refs");
        String service = advertise ? Call.parseQuery(incoming.query()).getOrDefault("service", "") : action;
        if (name.length != 2 || !(service.equals(UPLOAD) || service.equals(RECEIVE))) {
            return text(403, "Please upgrade your git client: this forge speaks smart HTTP only.");
        }
        if (actor.isEmpty() && incoming.token().isPresent()) {
            return askForPassword("Invalid username or token. Password authentication is not supported.");
        }
        RepositoryEntry repository;
        synchronized (services.state()) {
            Optional<RepositoryEntry> former = services.state().formerly(name[0], name[1]);
            if (former.isPresent()) {
                String query = incoming.query().isEmpty() ? "" : "?" + incoming.query();
                return text(301, "Moved").with("location", services.urls().web(former.get(), ".git/" + action + query));
            }
            Optional<RepositoryEntry> found = services.state().repository(name[0], name[1]);
            Permission granted =
                    found.map(entry -> entry.permission(actor.orElse(null))).orElse(Permission.NONE);
            Permission needed = service.equals(RECEIVE) ? Permission.WRITE : Permission.READ;
            if (!granted.includes(needed)) {
                return refuse(granted, name[0] + "/" + name[1], actor);
            }
            repository = found.orElseThrow();
        }
        return GitStore.io(
                repository.name,
                () -> service.equals(UPLOAD)
                        ? upload(incoming, repository, advertise)
                        : receive(incoming, repository, actor.orElseThrow(), advertise));
    }

    private static Answer refuse(Permission granted, String name, Optional<ForgeUser> actor) {
        if (actor.isEmpty()) {
            return askForPassword("No anonymous write access.");
        }
        return granted.includes(Permission.READ)
                ? text(
                        403,
                        "Permission to " + name + ".git denied to "
                                + actor.get().login() + ".")
                : text(404, "Repository not found.");
    }

    private static Answer upload(Incoming incoming, RepositoryEntry repository, boolean advertise) throws IOException {
        UploadPack pack = new UploadPack(repository.git.repository());
        pack.setBiDirectionalPipe(false);
        // GitHub gives any object to whoever knows its id.
        pack.setRequestPolicy(UploadPack.RequestPolicy.ANY);
        pack.setExtraParameters(
                List.of(incoming.header("git-protocol").orElse("").split(":", -1)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (advertise) {
            pack.sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(new PacketLineOut(out)), UPLOAD);
            return git(UPLOAD, "advertisement", out);
        }
        pack.upload(new ByteArrayInputStream(incoming.body().bytes()), out, null);
        return git(UPLOAD, "result", out);
    }

    private Answer receive(Incoming incoming, RepositoryEntry repository, ForgeUser actor, boolean advertise)
            throws IOException {
        ReceivePack pack = new ReceivePack(repository.git.repository());
        pack.setBiDirectionalPipe(false);
        pack.setAllowNonFastForwards(branchesReplaced);
        pack.setPreReceiveHook((receiving, commands) -> {
            synchronized (services.state()) {
                commands.forEach(command -> judge(repository, receiving, command));
            }
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (advertise) {
            PacketLineOut lines = new PacketLineOut(out);
            lines.writeString("# service=" + RECEIVE + "\n");
            lines.end();
            pack.sendAdvertisedRefs(new Advertiser(lines, atomic));
            return git(RECEIVE, "advertisement", out);
        }
        pack.setPostReceiveHook((received, commands) -> follow(repository, actor, commands));
        pack.receive(new ByteArrayInputStream(incoming.body().bytes()), out, null);
        return git(RECEIVE, "result", out);
    }

    /** What GitHub's own hooks refuse, in its words. */
    private static void judge(RepositoryEntry repository, ReceivePack receiving, ReceiveCommand command) {
        String ref = command.getRefName();
        Optional<RepositoryEntry.Refusal> refusal = repository.refusals.entrySet().stream()
                .filter(one -> ref.startsWith(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (ref.startsWith("refs/pull/")) {
            refuse(command, "deny updating a hidden ref");
        } else if (refusal.isPresent()) {
            refusal.get().words().lines().forEach(receiving::sendMessage);
            refuse(command, refusal.get().reason());
        } else if (ref.startsWith(Constants.R_HEADS)
                && repository.protectedBranches.contains(ref.substring(Constants.R_HEADS.length()))) {
            refuse(command, "protected branch hook declined");
        } else if (command.getType() == ReceiveCommand.Type.DELETE
                && ref.equals(Constants.R_HEADS + repository.defaultBranch)) {
            refuse(command, "refusing to delete the current branch: " + ref);
        }
    }

    private static void refuse(ReceiveCommand command, String reason) {
        command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, reason);
    }

    private void follow(RepositoryEntry repository, ForgeUser actor, Collection<ReceiveCommand> moved) {
        synchronized (services.state()) {
            for (ReceiveCommand command : moved) {
                String ref = command.getRefName();
                if (ref.startsWith(Constants.R_HEADS)) {
                    Optional<String> after = Optional.of(command.getNewId())
                            .filter(id -> !id.equals(ObjectId.zeroId()))
                            .map(ObjectId::name);
                    services.pulls()
                            .followPush(
                                    repository,
                                    actor,
                                    ref.substring(Constants.R_HEADS.length()),
                                    command.getOldId().name(),
                                    after);
                }
            }
        }
    }

    private static Answer git(String service, String kind, ByteArrayOutputStream out) {
        return Answer.of(200, "application/x-" + service + "-" + kind, new Body(out.toByteArray()))
                .with("cache-control", "no-cache, max-age=0, must-revalidate");
    }

    private static Answer askForPassword(String message) {
        return text(401, message).with("www-authenticate", "Basic realm=\"loopback forge\"");
    }

    private static Answer text(int status, String message) {
        return Answer.of(status, "text/plain; charset=utf-8", Body.of(message + "\n"));
    }

    /** Says what the server can do, but for atomic pushes when it should not be able to. */
    private static final class Advertiser extends RefAdvertiser.PacketLineOutRefAdvertiser {

        private final boolean atomic;

        Advertiser(PacketLineOut out, boolean atomic) {
            super(out);
            this.atomic = atomic;
        }

        @Override
        public void advertiseCapability(String name) {
            if (atomic || !name.equals("atomic")) {
                super.advertiseCapability(name);
            }
        }
    }
}
