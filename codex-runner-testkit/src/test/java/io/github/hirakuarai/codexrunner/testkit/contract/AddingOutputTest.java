package io.github.hirakuarai.codexrunner.testkit.contract;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** An output that adds a line to a file of the repository: what stood there is not its to change. */
class AddingOutputTest {

    private static final String BEFORE = "# Changes, by @everybody\n";

    @Nested
    class ToAFile extends Adding {

        @Override
        protected String written(String path, String text) {
            return BEFORE;
        }

        @Override
        String before() {
            return BEFORE;
        }
    }

    @Nested
    class WhereThereIsNone extends Adding {

        @Override
        protected @Nullable String written(String path, String text) {
            return null;
        }

        @Override
        String before() {
            return "";
        }
    }

    abstract static class Adding extends OutputHandlerContract {

        private final List<String> pushed = new ArrayList<>();

        abstract String before();

        @Override
        protected OutputHandlerFactory factory() {
            return new Factory();
        }

        @Override
        protected String fields(String text) {
            return "line: \"" + text + "\"";
        }

        @Override
        protected PublishedBranch push(String name, CommitPlan plan, List<BranchFile> files) {
            for (BranchFile file : files) {
                String content = new String(file.content(), StandardCharsets.UTF_8);
                if (!content.startsWith(before())) {
                    throw new AssertionError("it changed what stood there: " + content);
                }
                pushed.add(content.substring(before().length()));
            }
            return new PublishedBranch(name, "ab".repeat(20), "main");
        }

        @Override
        protected List<String> published() {
            return pushed;
        }
    }

    private static final class Factory implements OutputHandlerFactory {

        @Override
        public String id() {
            return "line";
        }

        @Override
        public String schema() {
            return "{\"type\": \"object\", \"properties\": {\"line\": {\"type\": \"string\"}}}";
        }

        @Override
        public OutputHandler open(PluginContext context) {
            return new Handler(context.texts());
        }
    }

    private record Handler(TextSanitizer texts) implements OutputHandler {

        @Override
        public OutputPlan plan(OutputRequest request) {
            return new OutputPlan("a line in CHANGES.md", new CommitPlan("Add a line", List.of(), true));
        }

        @Override
        public List<BranchFile> files(OutputRequest request, OutputFiles written) {
            String line = texts.markdown(request.output().text("line").orElseThrow());
            return List.of(BranchFile.text("CHANGES.md", before(written) + line));
        }

        @Override
        public OutputReceipt deliver(OutputDelivery delivery) {
            return new OutputReceipt(List.of());
        }

        private static String before(OutputFiles written) {
            try {
                return new String(written.read("CHANGES.md", 1000), StandardCharsets.UTF_8);
            } catch (RunnerException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
                return "";
            }
        }
    }
}
