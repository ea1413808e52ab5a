package io.github.hirakuarai.codexrunner.examples.releasenote;

import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

// region: contract
class ReleaseNoteContractTest extends OutputHandlerContract {

    private final List<String> pushed = new ArrayList<>();

    @Override
    protected OutputHandlerFactory factory() {
        return new ReleaseNoteOutput();
    }

    @Override
    protected String fields(String text) {
        return "kind: added, text: \"" + text + "\"";
    }

    @Override
    protected PublishedBranch push(String name, CommitPlan plan, List<BranchFile> files) {
        files.forEach(file -> pushed.add(new String(file.content(), StandardCharsets.UTF_8)));
        return new PublishedBranch(name, "0123456789abcdef0123456789abcdef01234567", "main");
    }

    @Override
    protected List<String> published() {
        return pushed;
    }
}
// endregion
