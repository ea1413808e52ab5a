package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Our rules for branch names against git's own. */
class BranchNameTest {

    private static final List<String> PARTS = List.of(
            "a", "/", ".", "..", "-", "@", "@{", "{", ".lock", "HEAD", "~", "^", ":", "?", "*", "[", "]", "\\", " ",
            "\t", "\n", "\u0001", "\u007F", "é", "機", "🎉", "'", "\"", "$", "(", "&", ";", "|", "<", ">", "!", "#", "%",
            "=", "+", ",", "`", "1");

    @Test
    void aBranchNameIsWhatGitTakesForOne() throws Exception {
        List<String> names = new ArrayList<>(List.of(
                "main",
                "HEAD",
                "@",
                "-a",
                "a/-b",
                "a.lock",
                "a.lock/b",
                "a.lockb",
                "/a",
                "a/",
                "a//b",
                ".a",
                "a/.b",
                "a.",
                "refs/heads/a",
                "HEAD/a"));
        names.addAll(PARTS);
        Random random = new Random(1);
        while (names.size() < 250) {
            StringBuilder name = new StringBuilder();
            for (int part = random.nextInt(4); part >= 0; part--) {
                name.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            names.add(name.toString());
        }
        List<String> valid = new ArrayList<>();
        // Where git wants a branch it reads a lone '@' as HEAD, so nobody has a branch of that name.
        assertThat(BranchName.isValid("@")).isFalse();
        names.removeIf(name -> name.equals("@"));
        for (String name : names) {
            boolean git = git(name);
            assertThat(BranchName.isValid(name)).as("<%s>", name).isEqualTo(git);
            if (git) {
                valid.add(name);
            }
        }
        assertThat(valid).hasSizeBetween(40, 200);
    }

    private static boolean git(String name) throws Exception {
        ProcessBuilder git = new ProcessBuilder("git", "check-ref-format", "--branch", name);
        git.environment().put("LC_ALL", "C.UTF-8");
        Process process = git.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }
}
