package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.brief.BuiltInOutputSchemas;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Drafters for tests, which know the built-in output types. */
final class Drafts {

    static final String SECRET = "hunter2-and-some-more";
    static final Sanitizer GATE = Sanitizer.of(Secrets.of(Map.of("S", SECRET)));
    static final DraftDefaults DEFAULTS = new DraftDefaults(
            "devbox-codex",
            List.of("~/work/**"),
            null,
            List.of(RepositoryName.parse("octo/app").orElseThrow()),
            "ask.json");

    static final BriefReader READER = new BriefReader(new BriefValidator(
            BuiltInOutputSchemas.TYPES.stream().map(Drafts::factory).toList()));

    private Drafts() {}

    static Drafter drafter(Locale locale) {
        return new Drafter(READER, locale);
    }

    private static OutputHandlerFactory factory(String type) {
        return new OutputHandlerFactory() {
            @Override
            public String id() {
                return type;
            }

            @Override
            public String schema() {
                return BuiltInOutputSchemas.text(type);
            }

            @Override
            public OutputHandler open(PluginContext context) {
                throw new AssertionError("writing a draft opens no plugin");
            }
        };
    }
}
