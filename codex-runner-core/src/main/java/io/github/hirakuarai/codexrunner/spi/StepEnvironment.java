package io.github.hirakuarai.codexrunner.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The environment of a step: that of the lane's host without what looks like a secret, overridden by the variables of
 * the brief and the runner.
 *
 * @param variables set over the host's, in this order
 * @param secrets names to remove whatever they look like
 * @param passed names to keep although they look like secrets
 */
public record StepEnvironment(Map<String, String> variables, Set<String> secrets, Set<String> passed) {

    private static final Set<String> TOKENS = Set.of("GITHUB_TOKEN", "GH_TOKEN");

    public StepEnvironment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        secrets = Set.copyOf(secrets);
        passed = Set.copyOf(passed);
    }

    /** Returns the complete environment of a step on a host with this environment. */
    public Map<String, String> over(Map<String, String> host) {
        Map<String, String> environment = new LinkedHashMap<>();
        host.forEach((name, value) -> {
            if (!hides(name)) {
                environment.put(name, value);
            }
        });
        environment.putAll(variables);
        return environment;
    }

    /** Returns whether the host's variable with this name is hidden from steps. */
    public boolean hides(String name) {
        if (passed.contains(name)) {
            return false;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return secrets.contains(name)
                || TOKENS.contains(upper)
                || upper.endsWith("_TOKEN")
                || upper.endsWith("_SECRET")
                || upper.endsWith("_PASSWORD")
                || upper.startsWith("CODEX_");
    }
}
