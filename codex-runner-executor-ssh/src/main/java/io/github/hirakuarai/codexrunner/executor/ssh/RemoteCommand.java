package io.github.hirakuarai.codexrunner.executor.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A command as the one text that sshd gives to the user's login shell, whichever that is. */
final class RemoteCommand {

    private RemoteCommand() {}

    /** Writes it in characters that every shell takes as they are. */
    static String of(List<String> command) {
        String words = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        String encoded = Base64.getEncoder().encodeToString(("exec " + words).getBytes(UTF_8));
        return "bash -c 'eval \"$(echo " + encoded + " | base64 -d)\"'";
    }
}
