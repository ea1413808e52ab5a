import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks the briefs of Markdown files, and ends with 1 if one has a problem: {@code java -cp 'target/lib/*' CheckBriefs.java FILE...}.
 */
class CheckBriefs {

    public static void main(String[] files) throws Exception {
        Plugins plugins = Plugins.find(CheckBriefs.class.getClassLoader());
        BriefReader reader =
                new BriefReader(new BriefValidator(plugins.outputs().values()));
        int problems = 0;
        for (String file : files) {
            for (BriefReader.ReadBlock block : reader.read(Files.readString(Path.of(file)))) {
                if (block.reading() instanceof BriefReading.Invalid invalid) {
                    for (Problem problem : invalid.problems()) {
                        System.out.println(file + ":" + problem);
                        problems++;
                    }
                }
            }
        }
        System.exit(problems == 0 ? 0 : 1);
    }
}
