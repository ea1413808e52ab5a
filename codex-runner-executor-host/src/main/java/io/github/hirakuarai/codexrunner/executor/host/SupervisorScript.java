package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;

/** Commands for {@code supervisor.sh}, as text for any login shell. */
final class SupervisorScript {

    private static final String TEXT = read();

    /** What every shell takes as one word that means itself. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+,-][A-Za-z0-9_./+,@:-]*");

    private SupervisorScript() {}

    /** A command for a host that may not have the script. */
    static String fresh(String... words) {
        return "bash -c 'text=$(echo " + base64(TEXT) + " | base64 -d); eval \"$(echo " + base64(set(words))
                + " | base64 -d)\"; eval \"$text\"'";
    }

    /** A command for the script that a supervisor left in its run's folder. */
    static String placed(String folder, String... words) {
        StringBuilder command = new StringBuilder("bash ");
        String script = folder + "/supervisor.sh";
        boolean plain = PLAIN.matcher(script).matches();
        command.append(script);
        for (String word : words) {
            plain &= PLAIN.matcher(word).matches();
            command.append(' ').append(word);
        }
        return plain
                ? command.toString()
                : "bash -c 'eval \"$(echo "
                        + base64(set(words) + "exec bash " + StepLaunch.quote(script) + " \"$@\"")
                        + " | base64 -d)\"'";
    }

    private static String set(String... words) {
        StringBuilder text = new StringBuilder("set --");
        for (String word : words) {
            text.append(' ').append(StepLaunch.quote(word));
        }
        return text.append('\n').toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String read() {
        try (InputStream packed = SupervisorScript.class.getResourceAsStream("supervisor.sh")) {
            return new String(
                    Objects.requireNonNull(packed, "supervisor.sh is packed").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
