package io.github.hirakuarai.codexrunner.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a step finds in its environment: that of the lane's host without what looks like a secret, and the runner's and
 * the brief's variables on top.
 *
 * @param variables set over the host's, in this order
 * @param secrets names that are taken away whatever they look like
 * @param passed names that stay although they look like secrets
 */
public record StepEnvironment(Map<String, String> variables, Set<String> secrets, Set<String> passed) {

    private static final Set<String> TOKENS = Set.of("GITHUB_TOKEN", "GH_TOKEN");

    public StepEnvironment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        secrets = Set.copyOf(secrets);
        passed = Set.copyOf(passed);
    }

    /** The whole environment of a step, from that of the host. */
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

    /** Whether the host's variable of this name is kept from the steps. */
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
