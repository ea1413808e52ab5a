import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

// region: keep
/** Keeps a forge with one brief open until Enter is pressed. The arguments are its outputs and more of the configuration. */
class KeepDevbox {

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("devbox").toRealPath();
        try (Devbox devbox = Devbox.in(folder)) {
            devbox.configure(arguments[1] + "\n");
            devbox.issue(devbox.brief("echo hello > hello.txt", arguments[0] + "\n"));
            Map<String, String> environment = devbox.environment();
            System.out.println("cd " + folder + " && GITHUB_TOKEN=" + environment.get("GITHUB_TOKEN") + " HOME="
                    + folder + " codex-runner run --execute --config " + devbox.configuration());
            System.in.read();
        }
    }
}
// endregion
