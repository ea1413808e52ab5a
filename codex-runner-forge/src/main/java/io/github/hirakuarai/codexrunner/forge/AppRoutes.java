package io.github.hirakuarai.codexrunner.forge;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** GitHub Apps that are registered from a manifest. */
final class AppRoutes {

    private static final int KEY_BITS = 2048;

    private final Services services;

    AppRoutes(Services services) {
        this.services = services;
    }

    void register(Router router) {
        router.on("POST", "/app-manifests/{code}/conversions", this::convert);
    }

    /** Needs no token: whoever has the code is who registered the App. It works once. */
    private Answer convert(Call call) {
        ForgeState.Registration registration =
                services.state().takeRegistration(call.parameter("code")).orElseThrow(ApiException::notFound);
        JsonNode manifest = registration.manifest();
        String name = manifest.path("name").asString("");
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        ObjectNode app = Json.object(
                "id",
                services.state().nextId(),
                "slug",
                slug,
                "node_id",
                NodeId.of("A", slug),
                "owner",
                services.accounts().simple(registration.owner()),
                "name",
                name,
                "description",
                manifest.path("description").asString(""),
                "external_url",
                manifest.path("url").asString(""),
                "html_url",
                services.urls().web("/apps/" + slug),
                "created_at",
                services.state().now(),
                "updated_at",
                services.state().now(),
                "client_id",
                "Iv" + UUID.randomUUID().toString().replace("-", "").substring(0, 18),
                "client_secret",
                UUID.randomUUID().toString().replace("-", ""),
                "webhook_secret",
                Json.node(null),
                "pem",
                pem());
        app.set("permissions", manifest.path("default_permissions"));
        app.set("events", Json.array(List.of()));
        return Answer.created(app);
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            String key = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }
}
