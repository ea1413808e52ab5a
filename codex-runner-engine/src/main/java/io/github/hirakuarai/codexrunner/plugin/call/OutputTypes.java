package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.brief.BriefValidator;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The output types that were found, with what reads briefs of them. A type whose schema cannot be used takes any field, so
 * that the briefs that want it are read, and fail for the plugin's fault, and no other does.
 *
 * @param validator knows all types
 * @param unusable why, by type; empty when all schemas are sound
 */
public record OutputTypes(BriefValidator validator, Map<String, RunnerException> unusable) {

    private static final String ANYTHING = "{\"type\": \"object\", \"patternProperties\": {\"\": true}}";

    public OutputTypes {
        unusable = Map.copyOf(unusable);
    }

    static OutputTypes of(Plugins found, PluginCalls calls) {
        Map<String, RunnerException> unusable = new HashMap<>();
        List<Type> types = new ArrayList<>();
        found.outputs().forEach((id, factory) -> {
            CalledPlugin plugin = CalledPlugin.of(found, "output", id, calls);
            try {
                types.add(new Type(plugin.plugin(), plugin.ask("schema", call -> factory.schema())));
            } catch (RunnerException e) {
                unusable.put(id, e);
                types.add(new Type(plugin.plugin(), ANYTHING));
            }
        });
        try {
            return new OutputTypes(new BriefValidator(types), unusable);
        } catch (RuntimeException e) {
            return withoutTheUnsound(types, calls, unusable);
        }
    }

    /** At least one schema is none; each is tried alone to find out which. */
    private static OutputTypes withoutTheUnsound(
            List<Type> types, PluginCalls calls, Map<String, RunnerException> unusable) {
        List<Type> sound = new ArrayList<>();
        for (Type type : types) {
            try {
                BriefValidator.requireSchema(type);
                sound.add(type);
            } catch (RuntimeException e) {
                unusable.put(type.id(), calls.fault(type.plugin(), "schema", String.valueOf(e.getMessage()), e));
                sound.add(new Type(type.plugin(), ANYTHING));
            }
        }
        return new OutputTypes(new BriefValidator(sound), unusable);
    }

    /**
     * What reads briefs for a command that has no runner.
     *
     * @throws RunnerException with {@code PLUGIN} when a schema cannot be used; it names the plugin and its jar
     */
    public static BriefValidator validator(Plugins found) {
        try {
            return new BriefValidator(found.outputs().values());
        } catch (RunnerException e) {
            for (Plugins.Found plugin : found.list()) {
                if (plugin.kind().equals("output")) {
                    requireSound(plugin, Objects.requireNonNull(found.outputs().get(plugin.id())));
                }
            }
            throw e;
        }
    }

    private static void requireSound(Plugins.Found plugin, OutputHandlerFactory factory) {
        try {
            BriefValidator.requireSchema(factory);
        } catch (RunnerException e) {
            throw new RunnerException(e.code(), plugin.description() + ": " + e.getMessage(), e);
        }
    }

    /** What the validator asks of a type. */
    private record Type(Plugins.Found plugin, String schema) implements OutputHandlerFactory {
        @Override
        public String id() {
            return plugin.id();
        }

        @Override
        public OutputHandler open(PluginContext context) {
            throw new UnsupportedOperationException("it only stands for the schema of " + id());
        }
    }
}
