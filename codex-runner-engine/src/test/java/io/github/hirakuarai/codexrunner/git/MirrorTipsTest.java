package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.FileChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors that hold tips of branches without what is behind them. */
@Timeout(120)
class MirrorTipsTest {

    private static final Commits.Committer COMMITTER = new Commits.Committer("t", "t@example.org", Instant.EPOCH);
    private static final int FILE = 200_000;

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private TestRemote remote;
    private Mirror writer;
    private Commits commits;
    private String tip;

    @BeforeEach
    void setUp() {
        remote = TestRemote.in(folder.resolve("server.git"));
        writer = Mirror.open(folder.resolve("writer.git"), remote.uri(), Optional::empty);
        commits = new Commits(writer);
        tip = remote.firstCommit();
        writer.fetch(Map.of("refs/heads/main", tip));
        // A large file that stays, and one that each commit writes anew.
        move(commit(tip, "large", FILE));
        for (int n = 0; n < 20; n++) {
            move(commit(tip, "changing", FILE));
        }
    }

    @AfterEach
    void tearDown() {
        writer.close();
        remote.close();
    }

    private String commit(String parent, String path, int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return commits.onTopOf(
                parent,
                List.of(new FileEdit.Put(path, FileChange.Mode.REGULAR, commits.store(content))),
                "change " + path,
                COMMITTER,
                null);
    }

    private void move(String commit) {
        assertThat(writer.push(List.of(new RefMove("refs/heads/main", tip, commit))))
                .isInstanceOf(PushOutcome.Moved.class);
        tip = commit;
    }

    private Mirror mirror(String name) {
        return Mirror.open(folder.resolve(name), remote.uri(), Optional::empty);
    }

    private static String put(Mirror mirror, String parent, String words) {
        Commits there = new Commits(mirror);
        return there.onTopOf(
                parent,
                List.of(new FileEdit.Put(
                        "small", FileChange.Mode.REGULAR, there.store(words.getBytes(StandardCharsets.UTF_8)))),
                words,
                COMMITTER,
                null);
    }

    @Test
    void aTipComesWithoutItsHistoryAndACommitOnItIsPushedAlone() throws Exception {
        try (Mirror mirror = mirror("mirror.git")) {
            mirror.fetchTip("main", tip);
            assertThat(size(folder.resolve("mirror.git"))).isBetween(2L * FILE, 3L * FILE);
            long before = size(folder.resolve("server.git"));

            String commit = put(mirror, tip, "hello");
            assertThat(mirror.push(List.of(new RefMove("refs/heads/run", null, commit))))
                    .isInstanceOf(PushOutcome.Moved.class);

            assertThat(size(folder.resolve("server.git")) - before).isLessThan(FILE);
            assertThat(git("--git-dir=server.git", "fsck", "--full")).doesNotContain("missing", "broken", "error");
            assertThat(git("--git-dir=server.git", "log", "--format=%h", "run").lines())
                    .hasSize(23);
        }
    }

    @Test
    void aCommitOnABaseThatHasMovedOnIsPushedWithoutTheFilesOfTheBase() throws Exception {
        // Longer than what may be sent again.
        move(commit(tip, "very large", 3_000_000));
        String base = tip;
        try (Mirror mirror = mirror("mirror.git")) {
            mirror.fetchTip("main", base);
            String commit = put(mirror, base, "hello");
            move(commit(tip, "changing", FILE));
            long before = size(folder.resolve("server.git"));

            assertThat(mirror.push(List.of(new RefMove("refs/heads/run", null, commit))))
                    .isInstanceOf(PushOutcome.Moved.class);

            assertThat(size(folder.resolve("server.git")) - before).isLessThan(3L * FILE);
            assertThat(git("--git-dir=server.git", "fsck", "--full")).doesNotContain("missing", "broken", "error");
        }
    }

    @Test
    void theHistoryCanComeLater() {
        try (Mirror mirror = mirror("mirror.git")) {
            mirror.fetchTip("main", tip);
            mirror.fetch(Map.of("refs/heads/main", tip));

            assertThat(new Commits(mirror).isAncestor(remote.firstCommit(), tip))
                    .isTrue();
            String whole = tip;
            move(commit(tip, "changing", 10));
            mirror.fetchTip("main", tip);
            mirror.fetch(Map.of("refs/heads/main", tip));
            assertThat(new Commits(mirror).isAncestor(whole, tip)).isTrue();
        }
    }

    @Test
    void aBranchThatMovedBetweenTheQuestionAndTheFetchIsFetchedWithItsHistory() {
        String asked = tip;
        move(commit(tip, "changing", 10));
        try (Mirror mirror = mirror("mirror.git")) {
            mirror.fetchTip("main", asked);

            assertThat(new Commits(mirror).isAncestor(remote.firstCommit(), asked))
                    .isTrue();
        }
    }

    @Test
    void aMirrorReadsWhatAnotherHoldsAndWritesNothingIntoIt() throws Exception {
        try (Mirror kept = mirror("mirror.git")) {
            kept.fetchTip("main", tip);
        }
        long before = size(folder.resolve("mirror.git"));
        int packs = remote.packs();
        try (Mirror reader = Mirror.open(
                folder.resolve("reader.git"),
                folder.resolve("mirror.git"),
                remote.uri(),
                RemoteAccess.direct(Optional::empty))) {
            reader.fetchTip("main", tip);
            String commit = put(reader, tip, "hello");

            assertThat(remote.packs()).isEqualTo(packs);
            assertThat(reader.push(List.of(new RefMove("refs/heads/run", null, commit))))
                    .isInstanceOf(PushOutcome.Moved.class);
        }
        assertThat(size(folder.resolve("mirror.git"))).isEqualTo(before);
        assertThat(git("--git-dir=server.git", "fsck", "--full")).doesNotContain("missing", "broken", "error");
    }

    @Test
    void sixThreadsAndThreeProcessesShareAMirror() throws Exception {
        List<String> tips = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            String branch = "b" + n;
            String commit = commit(tip, branch, 5_000);
            assertThat(writer.push(List.of(new RefMove("refs/heads/" + branch, null, commit))))
                    .isInstanceOf(PushOutcome.Moved.class);
            tips.add(branch + "=" + commit);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MirrorTipsTest.class.getName(),
                folder.resolve("mirror.git").toString(),
                remote.uri().toString()));
        command.addAll(tips);
        List<Process> processes = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("process" + n).toFile())
                    .start());
        }
        for (int n = 0; n < 3; n++) {
            assertThat(processes.get(n).waitFor())
                    .as(Files.readString(folder.resolve("process" + n)))
                    .isZero();
        }

        List<String> shallow = Files.readAllLines(folder.resolve("mirror.git/tips/shallow"));
        assertThat(shallow)
                .containsAll(tips.stream().map(one -> one.split("=", 2)[1]).toList());
        ProcessBuilder fsck = new ProcessBuilder("git", "--git-dir=mirror.git/tips", "fsck", "--full");
        fsck.environment()
                .put(
                        "GIT_OBJECT_DIRECTORY",
                        folder.resolve("mirror.git/objects").toString());
        assertThat(output(fsck)).doesNotContain("missing", "broken", "error");
    }

    /** A process of six threads: {@code FOLDER URL BRANCH=COMMIT...}, each thread in an order of its own. */
    public static void main(String[] words) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> all = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            int first = n;
            all.add(threads.submit(() -> {
                try (Mirror mirror = Mirror.open(Path.of(words[0]), java.net.URI.create(words[1]), Optional::empty)) {
                    int count = words.length - 2;
                    for (int at = 0; at < count; at++) {
                        String[] tip = words[2 + (at * 5 + first * 2) % count].split("=", 2);
                        mirror.fetchTip(tip[0], tip[1]);
                        String commit = put(
                                mirror, tip[1], "of " + ProcessHandle.current().pid() + " " + first);
                        PushOutcome pushed = mirror.push(List.of(new RefMove(
                                "refs/heads/run-" + ProcessHandle.current().pid() + "-" + first + "-" + at,
                                null,
                                commit)));
                        if (!(pushed instanceof PushOutcome.Moved)) {
                            throw new IllegalStateException(pushed.toString());
                        }
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
    }

    private static long size(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private String git(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("git"));
        words.addAll(List.of(arguments));
        return output(new ProcessBuilder(words));
    }

    private String output(ProcessBuilder builder) throws Exception {
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
