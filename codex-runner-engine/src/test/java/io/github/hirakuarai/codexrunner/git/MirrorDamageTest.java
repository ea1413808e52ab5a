package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mirrors whose files somebody or something has damaged. */
@Timeout(120)
class MirrorDamageTest {

    @TempDir
    private Path folder;

    private TestRemote remote;
    private Path place;
    private String tip;

    @BeforeEach
    void setUp() {
        remote = TestRemote.in(folder.resolve("server.git"));
        place = folder.resolve("mirror.git");
        tip = remote.firstCommit();
    }

    @AfterEach
    void tearDown() {
        remote.close();
    }

    private enum Damage {
        TREE_GONE {
            @Override
            void to(Path mirror) throws Exception {
                for (Path pack : packs(mirror, ".pack")) {
                    Path elsewhere = mirror.resolveSibling(pack.getFileName());
                    Files.move(pack, elsewhere);
                    git(mirror, elsewhere, "unpack-objects", "-q");
                }
                String tree = git(mirror, Path.of("/dev/null"), "rev-parse", "refs/mirror/heads/main^{tree}");
                Files.delete(mirror.resolve("objects/" + tree.substring(0, 2) + "/" + tree.substring(2)));
            }
        },
        PACKS_TORN {
            @Override
            void to(Path mirror) throws IOException {
                for (Path pack : packs(mirror, ".pack")) {
                    assertThat(pack.toFile().setWritable(true)).isTrue();
                    try (FileChannel file = FileChannel.open(pack, StandardOpenOption.WRITE)) {
                        file.truncate(40);
                    }
                }
            }
        },
        INDEXES_GONE {
            @Override
            void to(Path mirror) throws IOException {
                for (Path index : packs(mirror, ".idx")) {
                    Files.delete(index);
                }
            }
        },
        HEAD_GONE {
            @Override
            void to(Path mirror) throws IOException {
                Files.delete(mirror.resolve("HEAD"));
            }
        },
        CONFIGURATION_ODD {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("config"), "[[[ odd");
            }
        },
        SHALLOW_ODD {
            @Override
            void to(Path mirror) throws IOException {
                Files.writeString(mirror.resolve("tips/shallow"), "odd\n");
            }
        },
        OBJECTS_GONE {
            @Override
            void to(Path mirror) throws IOException {
                remove(mirror.resolve("objects"));
            }
        },
        VIEW_IS_A_FILE {
            @Override
            void to(Path mirror) throws IOException {
                remove(mirror.resolve("tips"));
                Files.createFile(mirror.resolve("tips"));
            }
        },
        A_FILE {
            @Override
            void to(Path mirror) throws IOException {
                remove(mirror);
                Files.createFile(mirror);
            }
        };

        abstract void to(Path mirror) throws Exception;

        static List<Path> packs(Path mirror, String end) throws IOException {
            try (Stream<Path> files = Files.list(mirror.resolve("objects/pack"))) {
                return files.filter(file -> file.toString().endsWith(end)).toList();
            }
        }

        static String git(Path mirror, Path input, String... arguments) throws Exception {
            List<String> command = new ArrayList<>(List.of("git", "--git-dir=" + mirror.resolve("tips")));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(input.toFile());
            builder.environment()
                    .put("GIT_OBJECT_DIRECTORY", mirror.resolve("objects").toString());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return said.strip();
        }

        static void remove(Path place) throws IOException {
            while (Files.exists(place)) {
                try (Stream<Path> files = Files.walk(place)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                } catch (DirectoryNotEmptyException | UncheckedIOException e) {
                    // JGit has written a lock, or removed it, on a thread of its own.
                    Thread.onSpinWait();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneLineSaysThatTheMirrorIsDamagedAndItsRemovalHelps(Damage damage) throws Exception {
        use("one");
        damage.to(place);

        assertThatThrownBy(() -> use("two"))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                .hasMessageStartingWith("the mirror " + place + " is damaged (")
                .hasMessageEndingWith("): remove this folder while no runner uses it; the next run creates it again")
                .hasMessageNotContaining("\n");

        Damage.remove(place);
        use("three");
    }

    @Test
    void anOutageOfTheServerIsNoDamage() {
        use("one");
        remote.close();

        assertThatThrownBy(() -> use("two")).isInstanceOf(RunnerException.class).hasMessageNotContaining("damaged");
    }

    @Test
    void whatAKilledFetchLeftIsRemovedByALaterOne() throws Exception {
        use("one");
        Path old = Files.createFile(place.resolve("objects/incoming_1.pack"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100_000)));
        Path young = Files.createFile(place.resolve("objects/incoming_2.pack"));

        try (Mirror mirror = Mirror.open(place, remote.uri(), Optional::empty)) {
            mirror.fetch(Map.of("refs/heads/main", tip));
        }

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    /** Puts a commit on top of the tip, as a run does. */
    private void use(String words) {
        try (Mirror mirror = Mirror.open(place, remote.uri(), Optional::empty)) {
            mirror.fetchTip("main", tip);
            Commits commits = new Commits(mirror);
            String commit = commits.onTopOf(
                    tip,
                    List.of(new FileEdit.Put(
                            "file", FileChange.Mode.REGULAR, commits.store(words.getBytes(StandardCharsets.UTF_8)))),
                    words,
                    new Commits.Committer("t", "t@example.org", Instant.EPOCH),
                    null);
            assertThat(mirror.push(List.of(new RefMove("refs/heads/" + words, null, commit))))
                    .isInstanceOf(PushOutcome.Moved.class);
        }
    }
}
