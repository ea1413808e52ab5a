package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import io.github.hirakuarai.codexrunner.testkit.contract.CloneFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An executor that is sound but for one requirement, the one whose test it is named after. */
final class BrokenExecutor implements Executor {

    /** It takes what it must refuse. */
    private static final Set<String> TAKES_ALL = Set.of(
            "aWorkdirIsTakenByOneRunAtATime",
            "aMissingWorkdirKeepsTheBriefBack",
            "aFolderThatIsNoCloneKeepsTheBriefBack",
            "aCloneOfAnotherRepositoryKeepsTheBriefBack",
            "aDirtyCloneKeepsTheBriefBack",
            "aCloneThatGitIsWorkingInKeepsTheBriefBack",
            "aCloneInTheMiddleOfSomethingKeepsTheBriefBack",
            "aCloneThatTheRunnerCannotWorkInIsRefusedWithTheHint",
            "aRepositoryOfAnotherObjectFormatIsRefusedWithTheHint",
            "aCloneThatBorrowsObjectsIsRefusedWithTheHint",
            "aRunsBranchThatAnotherWorktreeHasCheckedOutIsLeftToIt",
            "aCloneThatTheRunnerMayNotWriteIsRefusedWithTheHint",
            "aRemoteByAnAliasOfSshIsTheHostThatItMeans",
            "aUserMayRewriteUrls");

    private final Executor sound;
    private final String broken;
    private int workspaces;

    /** @param broken the requirement's test; empty for none */
    BrokenExecutor(Executor sound, String broken) {
        this.sound = sound;
        this.broken = broken;
    }

    @Override
    public String host(Lane lane) {
        return sound.host(lane);
    }

    @Override
    public List<String> reach(Lane lane) {
        List<String> facts = new ArrayList<>(sound.reach(lane));
        if (broken.equals("aLanesHostSaysWhatAPersonShouldKnowOfItAndIsLeftAsItWas")) {
            facts.add("\n");
        }
        return facts;
    }

    @Override
    public String inspect(WorkspaceRequest request) {
        try {
            String workdir = sound.inspect(meant(request));
            if (broken.equals("anInspectedWorkdirIsNamedByItsPathAndNotTouched")) {
                leave(Path.of(workdir));
            }
            return workdir;
        } catch (WorkspaceUnavailableException e) {
            if (TAKES_ALL.contains(broken)) {
                return request.workdir();
            }
            if (broken.equals("noCredentialsOfARemoteAreTold")) {
                throw new WorkspaceUnavailableException(
                        e.reason().code(),
                        e.getMessage() + ": " + git(Path.of(request.workdir()), "config", "remote.origin.url"));
            }
            throw e;
        }
    }

    @Override
    public synchronized Workspace open(WorkspaceRequest request) {
        Workspace opened = sound.open(meant(request));
        Path place = Path.of(request.workdir());
        if (broken.equals("aWorkspaceThatIsNeverCheckedOutLeavesTheCloneUntouched")) {
            leave(place);
        }
        workspaces++;
        return new BrokenWorkspace(opened, broken, place, workspaces);
    }

    /** What a request is taken for. */
    private WorkspaceRequest meant(WorkspaceRequest request) {
        Lane lane = request.lane();
        String workdir = request.workdir();
        String branch = request.branch();
        Path place = Path.of(workdir);
        switch (broken) {
            case "aLaneMayNameTheFoldersThatAreWorkdirs" -> lane = anywhere(lane);
            case "noLinkLeadsOutOfTheFoldersThatALaneNames" -> {
                if (workdir.contains("/allowed/")) {
                    lane = anywhere(lane);
                }
            }
            case "anOpenedWorkspaceStandsOnTheBaseCommitOnTheRunsBranch" -> branch += "-of-another";
            case "aFolderInsideTheCloneIsAWorkdir" -> workdir = workdir.replaceFirst("/src$", "");
            case "aLinkedWorktreeIsAWorkdir" -> {
                if (Files.isRegularFile(place.resolve(".git"))) {
                    throw new WorkspaceUnavailableException(ReasonCode.WORKDIR_UNSUITABLE, "no plain clone");
                }
            }
            case "theSameRepositoryReachedInAnotherWayIsAClone" -> {
                if (!git(place, "config", "remote.origin.url").strip().equals(CloneFixture.URL.toString())) {
                    throw new WorkspaceUnavailableException(ReasonCode.WORKDIR_UNSUITABLE, "another repository");
                }
            }
            default -> {}
        }
        return new WorkspaceRequest(
                request.run(), lane, workdir, request.cloneUrl(), branch, request.grace(), request.lease());
    }

    private static Lane anywhere(Lane lane) {
        return new Lane(
                lane.name(),
                lane.executor(),
                lane.workspace(),
                lane.writable(),
                List.of(),
                lane.workflows(),
                lane.passEnv(),
                lane.user(),
                lane.settings());
    }

    @Override
    public void close() {
        sound.close();
    }

    /** Leaves a file where none was. */
    static void leave(Path place) {
        write(place.resolve("left"), "left\n");
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Git as a careless executor calls it, with the clone's own configuration; gives what it wrote. */
    static String git(Path place, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .directory(place.toFile())
                    .redirectErrorStream(true)
                    .start();
            git.getOutputStream().close();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            git.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
