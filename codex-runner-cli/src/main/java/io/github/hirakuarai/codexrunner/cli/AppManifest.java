package io.github.hirakuarai.codexrunner.cli;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes the GitHub App that a runner signs in as: what it may do, and that it listens to nothing.
 *
 * @param name at most 34 characters, unique on the forge; whoever registers it may choose another
 * @param url of the page that tells users what it is for
 * @param workflows whether it may change workflow files
 * @param redirect where the forge sends the browser when the App is registered; null for nowhere
 */
record AppManifest(
        String name, URI url, boolean workflows, @Nullable URI redirect) {

    static final String NAME = "codex-runner";
    static final URI HOMEPAGE = URI.create("https://github.com/HirakuArai/codex-runner");

    private static final int LONGEST_NAME = 34;

    AppManifest {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name of 1 to " + LONGEST_NAME + " characters is wanted: " + name);
        }
    }

    /** The name for an owner's App, in as many characters as there may be. */
    static String nameFor(String owner) {
        String name = NAME + " " + owner;
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME).strip() : name;
    }

    /** What the runner needs, in GitHub's names. */
    Map<String, String> permissions() {
        Map<String, String> permissions = new LinkedHashMap<>();
        permissions.put("contents", "write");
        permissions.put("issues", "write");
        permissions.put("pull_requests", "write");
        permissions.put("metadata", "read");
        if (workflows) {
            permissions.put("workflows", "write");
        }
        return permissions;
    }

    /** The manifest as GitHub takes it. */
    String json() {
        JsonMapper mapper = new JsonMapper();
        ObjectNode manifest = mapper.createObjectNode()
                .put("name", name)
                .put("url", url.toString())
                .put(
                        "description",
                        "Runs the tasks that this team writes in GitHub issues, and opens the pull requests.")
                .put("public", false);
        if (redirect != null) {
            manifest.put("redirect_url", redirect.toString());
        }
        // The runner polls. GitHub wants an address for the webhook all the same, and calls it no more than any other.
        manifest.putObject("hook_attributes").put("url", url.toString()).put("active", false);
        ObjectNode granted = manifest.putObject("default_permissions");
        permissions().forEach(granted::put);
        manifest.putArray("default_events");
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(manifest);
    }
}
