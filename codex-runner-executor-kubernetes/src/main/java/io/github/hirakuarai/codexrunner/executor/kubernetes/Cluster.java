package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.File;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cluster's API server. Safe for many threads. */
record Cluster(KubernetesClient client) implements AutoCloseable {

    private static final Duration REQUEST = Duration.ofSeconds(30);

    /** The library tries again after 100, 200 and 400 ms, and when the server says so. What calls it has more patience. */
    private static final int TRIES = 3;

    /** The server's texts may be long. */
    private static final int MESSAGE = 300;

    /**
     * Makes a client.
     *
     * @throws RunnerException {@code CONFIGURATION} when the file cannot be read or does not have the context
     */
    static Cluster of(@Nullable String kubeconfig, @Nullable String context) {
        Config config;
        try {
            config = kubeconfig == null
                    ? Config.autoConfigure(context)
                    : Config.fromKubeconfig(context, new File(kubeconfig));
        } catch (RuntimeException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION, "the kubeconfig " + kubeconfig + " cannot be read: " + line(e), e);
        }
        if (context != null) {
            NamedContext current = config.getCurrentContext();
            if (current == null || !context.equals(current.getName())) {
                throw new RunnerException(
                        ErrorCode.CONFIGURATION,
                        "the kubeconfig has no context " + context + ": see kubectl config get-contexts");
            }
        }
        config.setRequestTimeout((int) REQUEST.toMillis());
        config.setRequestRetryBackoffLimit(TRIES);
        return new Cluster(new KubernetesClientBuilder().withConfig(config).build());
    }

    /** The namespace of a lane's pods. */
    String namespace(PodSettings settings) {
        String named = settings.namespace();
        return named == null ? Objects.requireNonNullElse(client.getNamespace(), "default") : named;
    }

    /**
     * Puts a failed request into words.
     *
     * @param what could not be done, such as "create pods"
     */
    RunnerException failed(String what, String namespace, KubernetesClientException e) {
        String place = " in the namespace " + namespace + " of " + client.getMasterUrl();
        return switch (e.getCode()) {
            case 401 ->
                new RunnerException(
                        ErrorCode.REFUSED,
                        client.getMasterUrl() + " does not accept the credentials of the kubeconfig or service account:"
                                + " renew them",
                        e);
            case 403 ->
                isAdmission(e)
                        ? new RunnerException(ErrorCode.REFUSED, "could not " + what + place + ": " + line(e), e)
                        : new RunnerException(
                                ErrorCode.REFUSED,
                                "the runner may not " + what + place + ": give it the role of docs/kubernetes.md ("
                                        + line(e) + ")",
                                e);
            case 400, 404, 405, 409, 422 ->
                new RunnerException(ErrorCode.REFUSED, "could not " + what + place + ": " + line(e), e);
            default -> new RunnerException(ErrorCode.UNREACHABLE, "could not " + what + place + ": " + line(e), e);
        };
    }

    /** Whether it is not the rights that are missing, but a quota, a service account, or what else the cluster asks of pods. */
    private static boolean isAdmission(KubernetesClientException e) {
        String said = line(e);
        return said.contains("is forbidden: ") && !said.contains("is forbidden: User ");
    }

    /** Whether the same request may have another answer in a moment. */
    static boolean isPassing(KubernetesClientException e) {
        // Without an answer there is no code.
        return e.getCode() <= 0 || e.getCode() == 429 || e.getCode() >= 500;
    }

    /** What an exception says, in one line. */
    static String line(Throwable e) {
        Throwable said = e;
        if (e instanceof KubernetesClientException refused && refused.getStatus() != null) {
            String message = refused.getStatus().getMessage();
            if (message != null) {
                return line(message);
            }
        }
        while (said.getCause() != null) {
            said = said.getCause();
            // The JDK gives it no message.
            if (said instanceof ConnectException) {
                return "no connection to the API server";
            }
        }
        return line(said.getMessage() == null ? String.valueOf(e.getMessage()) : said.getMessage());
    }

    static String line(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= MESSAGE ? line : line.substring(0, MESSAGE) + "…";
    }

    @Override
    public void close() {
        client.close();
    }
}
