package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Selection;
import io.github.hirakuarai.codexrunner.engine.Selection.Trigger;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the words of a call select. */
final class Selections {

    private final CommandSpec spec;

    /** @param spec of the command whose words these are */
    Selections(CommandSpec spec) {
        this.spec = spec;
    }

    /** One brief. */
    Selection brief(Trigger trigger, BriefId id) {
        return new Selection(trigger, null, null, id, null, Integer.MAX_VALUE);
    }

    /** All briefs that the source offers. */
    Selection all(Trigger trigger) {
        return new Selection(trigger, null, null, null, null, Integer.MAX_VALUE);
    }

    /** A brief's id as people write it. */
    BriefId id(String text) {
        return BriefId.parse(text)
                .orElseThrow(() -> wrong("invalid brief ID '" + text + "'; write it like owner/name#774-c12"));
    }

    /** A repository's name; null for none. */
    @Nullable
    RepositoryName repository(@Nullable String text) {
        return text == null
                ? null
                : RepositoryName.parse(text)
                        .orElseThrow(() -> wrong("invalid --repo '" + text + "'; write it as owner/name"));
    }

    /** The command's name. */
    String command() {
        return spec.name();
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
