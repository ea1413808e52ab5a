package io.github.hirakuarai.codexrunner.executor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that answers without end, as one whose shell's start-up files do, fills nobody's memory. */
@Timeout(60)
class HostShellTest {

    private static final Lane LANE =
            new Lane("test", "odd", Lane.WorkspaceMode.IN_PLACE, false, List.of(), false, Set.of(), null, Map.of());

    private final AtomicLong given = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"y", "ok\0y", "ok\0path\0", "ok\0\0"})
    void anAnswerWithoutEndIsEnded(String first) {
        RunnerException e =
                catchThrowableOfType(RunnerException.class, () -> shell(first).ask("changes"));

        assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(e).hasMessageContaining("the odd host").hasMessageContaining("more than 64 MB");
        assertThat(given.get()).isLessThan(80L << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok\\0A 100644 notanumber\\0x\\0",
                "ok\\0A 100644\\0x\\0",
                "refused NOSUCH hello\\0",
                "refused\\0",
                "hello\\0"
            })
    void anAnswerThatMakesNoSenseIsAFailureOfTheLanesHost(String answer) {
        HostShell host = HostShell.open(
                new HostAccess() {
                    @Override
                    public String name(Lane lane) {
                        return "the odd host";
                    }

                    @Override
                    public Host open(Lane lane, @Nullable RunId run) {
                        return command -> new ProcessBuilder("printf", answer).start();
                    }
                },
                LANE,
                null);
        HostFolder folder = new HostFolder(host, "/r", "/r/.git", "/r/.git", "/f");
        WorkspaceState state = new WorkspaceState(
                "/r", "/r", "/r/.git", "/r/.git", "0".repeat(40), new GitTraces("", List.of(), Map.of()));
        HostWorkspace workspace = new HostWorkspace(folder, "/r", null, null, state);

        assertThat(catchThrowableOfType(RunnerException.class, workspace::changes))
                .hasMessageStartingWith("the odd host gives an answer that the runner does not understand")
                .extracting(RunnerException::code)
                .isEqualTo(ErrorCode.REFUSED);
    }

    @Test
    void aSupervisorThatAnswersWithoutEndIsEnded() {
        assertThat(catchThrowableOfType(RunnerException.class, () -> shell("x").records(List.of("true"))))
                .hasMessageContaining("more than 64 MB");
    }

    @Test
    void aProgramThatIsNotThereIsMissingAndNoConnectionWasLost() {
        HostAccess access = new HostAccess() {
            @Override
            public String name(Lane lane) {
                return "the odd host";
            }

            @Override
            public Host open(Lane lane, @Nullable RunId run) {
                return command -> new ProcessBuilder("/nowhere/bash").start();
            }
        };

        assertThat(catchThrowableOfType(
                        RunnerException.class,
                        () -> HostShell.open(access, LANE, null).ask("changes")))
                .hasMessageContaining("the odd host could not run a command (Cannot run program \"/nowhere/bash\"")
                .extracting(RunnerException::code)
                .isEqualTo(ErrorCode.TOOL_MISSING);
    }

    private HostShell shell(String answer) {
        return HostShell.open(
                new HostAccess() {
                    @Override
                    public String name(Lane lane) {
                        return "the odd host";
                    }

                    @Override
                    public Host open(Lane lane, @Nullable RunId run) {
                        return command -> new Endless(answer.getBytes(StandardCharsets.UTF_8), given);
                    }
                },
                LANE,
                null);
    }

    /** Repeats the end of its answer for ever. */
    private static final class Endless extends Process {

        private final InputStream output;

        Endless(byte[] answer, AtomicLong given) {
            this.output = new InputStream() {
                private long at;

                @Override
                public int read() {
                    given.incrementAndGet();
                    int last = answer.length - (answer[answer.length - 1] == 0 ? Math.min(answer.length, 2) : 1);
                    return at < answer.length
                            ? answer[(int) at++]
                            : answer[(int) (last + at++ % (answer.length - last))];
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    for (int i = 0; i < length; i++) {
                        into[from + i] = (byte) read();
                    }
                    return length;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return output;
        }

        @Override
        public InputStream getErrorStream() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public int waitFor() {
            return 0;
        }

        @Override
        public int exitValue() {
            return 0;
        }

        @Override
        public void destroy() {}
    }
}
