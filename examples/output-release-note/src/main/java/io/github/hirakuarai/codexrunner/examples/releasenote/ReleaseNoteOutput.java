package io.github.hirakuarai.codexrunner.examples.releasenote;

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
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.List;

// region: note
/** Outputs of type {@code release-note}: one file under {@code changes}, as tools that collect release notes expect it. */
public final class ReleaseNoteOutput implements OutputHandlerFactory {

    @Override
    public String id() {
        return "release-note";
    }

    @Override
    public OutputHandler open(PluginContext context) {
        return new Handler(context.texts());
    }

    private record Handler(TextSanitizer texts) implements OutputHandler {

        @Override
        public OutputPlan plan(OutputRequest request) {
            CommitPlan commit = new CommitPlan("Add a release note", List.of(), true);
            return new OutputPlan("release note " + path(request), commit);
        }

        @Override
        public List<BranchFile> files(OutputRequest request, OutputFiles written) {
            String text = texts.markdown(request.output().text("text").orElseThrow());
            return List.of(BranchFile.text(path(request), text.strip() + "\n"));
        }

        /** The note is on the branch by now; the brief's output of type pr proposes it. */
        @Override
        public OutputReceipt deliver(OutputDelivery delivery) {
            return new OutputReceipt(List.of());
        }

        private static String path(OutputRequest request) {
            String kind = request.output().text("kind").orElseThrow();
            return "changes/" + request.issue().number() + "-" + request.ordinal() + "." + kind + ".md";
        }
    }
}
// endregion
