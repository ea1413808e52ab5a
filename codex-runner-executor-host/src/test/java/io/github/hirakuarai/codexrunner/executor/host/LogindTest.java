package io.github.hirakuarai.codexrunner.executor.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.spi.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a host is found whose logind ends what a session leaves: the steps, with their connection. */
class LogindTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "1,   true,  as 0,          as 0,          true",
        "1,   false, as 0,          as 0,          false",
        "'',  true,  as 0,          as 0,          false",
        "1,   true,  as 1 \"self\", as 0,          false",
        "1,   true,  as 1 \"root2\", as 0,         true",
        "1,   true,  as 0,          as 1 \"self\", true",
        "1,   true,  as 0,          as 1 \"else\", false"
    })
    void itIsToldOf(String session, boolean kills, String excluded, String only, boolean told) throws IOException {
        String self = System.getProperty("user.name");
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path busctl = programs.resolve("busctl");
        Files.writeString(busctl, """
                #!/bin/bash
                case ${@: -1} in
                KillUserProcesses) echo 'b %s' ;;
                KillExcludeUsers) echo '%s' ;;
                KillOnlyUsers) echo '%s' ;;
                esac
                """.formatted(kills, excluded.replace("self", self), only.replace("self", self)));
        Files.setPosixFilePermissions(busctl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("PATH", programs + ":" + System.getenv("PATH"));
        variables.put("XDG_SESSION_ID", session);

        try (Executor executor = Hosts.executor(folder, folder, TreeMode.SESSION, variables)) {
            List<String> facts = executor.reach(Hosts.lane(Lane.WorkspaceMode.IN_PLACE));

            assertThat(facts.stream().anyMatch(fact -> fact.contains("KillUserProcesses")))
                    .as("%s", facts)
                    .isEqualTo(told);
        }
    }
}
