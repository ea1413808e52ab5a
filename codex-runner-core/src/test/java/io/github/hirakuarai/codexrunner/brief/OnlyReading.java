package io.github.hirakuarai.codexrunner.brief;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A program that reads one document and nothing else; {@link OnlyReadingTest} looks at what it loads. */
final class OnlyReading {

    private OnlyReading() {}

    public static void main(String[] arguments) {
        BriefReader reader = new BriefReader(new BriefValidator(Outputs.BUILT_IN));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        reader.read(String.join("\n", arguments))
                .forEach(block -> out.println(block.reading().getClass().getSimpleName()));
    }
}
