package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.spi.BranchFile;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The plugins that publish. */
public final class Outputs {

    private final Map<String, RunnerException> unusable;
    private final OpenPlugins plugins;

    /** @param unusable why a type cannot be handled, by type */
    public Outputs(Map<String, RunnerException> unusable, OpenPlugins plugins) {
        this.unusable = Map.copyOf(unusable);
        this.plugins = plugins;
    }

    /** What a brief asks for, output by output. */
    public static List<OutputRequest> requests(FoundBrief found, Brief brief, String branch, String base, int attempt) {
        List<OutputRequest> requests = new ArrayList<>();
        for (int ordinal = 1; ordinal <= brief.outputs().size(); ordinal++) {
            requests.add(new OutputRequest(
                    found.id(),
                    found.key(),
                    brief,
                    found.document().issue(),
                    brief.outputs().get(ordinal - 1),
                    ordinal,
                    branch,
                    base,
                    attempt,
                    ""));
        }
        return List.copyOf(requests);
    }

    /** Whether a new attempt needs a branch of another name. */
    public boolean branchUsedUp(OutputRequest request) {
        return handler(request).branchUsedUp(request);
    }

    /** What an output would do. */
    public OutputPlan plan(OutputRequest request) {
        return handler(request).plan(request);
    }

    /** The texts that an output would publish. */
    public List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return handler(request).render(request, files);
    }

    /** The files that an output brings to the run's branch. */
    public List<BranchFile> files(OutputRequest request, OutputFiles written) {
        return handler(request).files(request, written);
    }

    /** Publishes one output. */
    public OutputReceipt deliver(OutputDelivery delivery) {
        return handler(delivery.request()).deliver(delivery);
    }

    /** Throws when a type cannot be handled. */
    public void requireUsable(String type) {
        Objects.requireNonNull(handler(type, "the runner"));
    }

    private OutputHandler handler(OutputRequest request) {
        return handler(request.output().type(), request.id().toString());
    }

    private OutputHandler handler(String type, String askedBy) {
        RunnerException fault = unusable.get(type);
        if (fault != null) {
            throw new RunnerException(fault.code(), String.valueOf(fault.getMessage()), fault);
        }
        return plugins.output(type, askedBy);
    }
}
