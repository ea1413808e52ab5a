package io.github.hirakuarai.codexrunner.lane;

import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.LanePolicy.KubectlPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a lane that narrows kubectl allows a command. Whatever it does not understand, it does not allow: the
 * flags are an allow-list too, and those that change server, user or credentials, read or write files, or send raw
 * requests are not on it.
 */
final class KubectlRights {

    /** Flags that take a value, by their long names. */
    private static final Set<String> WITH_VALUE = Set.of(
            "namespace",
            "output",
            "selector",
            "field-selector",
            "label-columns",
            "sort-by",
            "chunk-size",
            "container",
            "tail",
            "since",
            "since-time",
            "limit-bytes",
            "max-log-requests",
            "timeout",
            "request-timeout",
            "for",
            "revision",
            "replicas");

    /** Flags that take none. */
    private static final Set<String> SWITCHES = Set.of(
            "all-namespaces",
            "all-containers",
            "containers",
            "help",
            "ignore-not-found",
            "no-headers",
            "output-watch-events",
            "prefix",
            "previous",
            "show-events",
            "show-kind",
            "show-labels",
            "timestamps",
            "watch",
            "watch-only");

    private static final Map<Character, String> SHORT = Map.of(
            'n', "namespace",
            'o', "output",
            'l', "selector",
            'L', "label-columns",
            'c', "container",
            'A', "all-namespaces",
            'w', "watch",
            'h', "help");

    /** Formats that need no file. */
    private static final Set<String> FORMATS = Set.of("json", "yaml", "name", "wide");

    private static final Set<String> TEMPLATES =
            Set.of("jsonpath", "jsonpath-as-json", "custom-columns", "go-template");

    /**
     * What a lane that lists no verbs allows: commands about resources. Others change the configuration, serve the API, run
     * programs in pods or here, or are plugins, whose names nobody knows.
     */
    private static final AllowList ABOUT_RESOURCES = new AllowList(List.of(
            "get",
            "describe",
            "wait",
            "logs",
            "events",
            "top",
            "explain",
            "version",
            "options",
            "api-resources",
            "api-versions",
            "cluster-info",
            "rollout",
            "scale",
            "autoscale",
            "label",
            "annotate",
            "delete",
            "create",
            "set",
            "patch",
            "expose",
            "taint",
            "cordon",
            "uncordon",
            "drain"));

    /** Commands whose first argument names a pod unless it names a type. */
    private static final Set<String> OF_PODS = Set.of("logs", "exec", "attach", "port-forward", "debug");

    private static final Set<String> OF_NODES = Set.of("cordon", "uncordon", "drain", "taint");

    /** Commands that ask for no resource of the cluster. */
    private static final Set<String> OF_NOTHING =
            Set.of("version", "api-resources", "api-versions", "cluster-info", "explain", "options");

    private static final Map<String, String> FULL_NAMES = Map.ofEntries(
            Map.entry("cm", "configmaps"),
            Map.entry("cj", "cronjobs"),
            Map.entry("crd", "customresourcedefinitions"),
            Map.entry("cs", "componentstatuses"),
            Map.entry("csr", "certificatesigningrequests"),
            Map.entry("deploy", "deployments"),
            Map.entry("ds", "daemonsets"),
            Map.entry("ep", "endpoints"),
            Map.entry("ev", "events"),
            Map.entry("hpa", "horizontalpodautoscalers"),
            Map.entry("ing", "ingresses"),
            Map.entry("limits", "limitranges"),
            Map.entry("netpol", "networkpolicies"),
            Map.entry("no", "nodes"),
            Map.entry("ns", "namespaces"),
            Map.entry("pc", "priorityclasses"),
            Map.entry("pdb", "poddisruptionbudgets"),
            Map.entry("po", "pods"),
            Map.entry("pv", "persistentvolumes"),
            Map.entry("pvc", "persistentvolumeclaims"),
            Map.entry("quota", "resourcequotas"),
            Map.entry("rc", "replicationcontrollers"),
            Map.entry("rs", "replicasets"),
            Map.entry("sa", "serviceaccounts"),
            Map.entry("sc", "storageclasses"),
            Map.entry("sts", "statefulsets"),
            Map.entry("svc", "services"));

    /** The types that are known to belong to a namespace; the others are the cluster's, or nobody knows. */
    private static final Set<String> NAMESPACED = Set.of(
            "all",
            "bindings",
            "configmaps",
            "controllerrevisions",
            "cronjobs",
            "csistoragecapacities",
            "daemonsets",
            "deployments",
            "endpoints",
            "endpointslices",
            "events",
            "horizontalpodautoscalers",
            "ingresses",
            "jobs",
            "leases",
            "limitranges",
            "localsubjectaccessreviews",
            "networkpolicies",
            "persistentvolumeclaims",
            "poddisruptionbudgets",
            "pods",
            "podtemplates",
            "replicasets",
            "replicationcontrollers",
            "resourcequotas",
            "rolebindings",
            "roles",
            "secrets",
            "serviceaccounts",
            "services",
            "statefulsets");

    /** A version, a group of Kubernetes' own, or both. */
    private static final Pattern OWN_GROUP =
            Pattern.compile("(\\.v[0-9]+[a-z0-9]*)?(\\.|\\.(apps|autoscaling|batch|extensions|policy|"
                    + "(coordination|discovery|events|networking|rbac\\.authorization|storage)\\.k8s\\.io))?");

    private static final Pattern COPY_FROM_OR_TO_POD = Pattern.compile("(?:([^/:]*)/)?[^/:]+:.*", Pattern.DOTALL);
    private static final Pattern OUTSIDE = Pattern.compile("[/~-].*|(.*/)?\\.\\.(/.*)?", Pattern.DOTALL);

    private static final String SECRETS = "secrets";

    private final KubectlPolicy policy;

    KubectlRights(KubectlPolicy policy) {
        this.policy = policy;
    }

    /** Why a command is not allowed; empty when it is. */
    Optional<String> objection(List<String> arguments) {
        List<String> words = new ArrayList<>();
        List<String> namespaces = new ArrayList<>();
        boolean everywhere = false;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("-") || argument.equals("-")) {
                words.add(argument);
                continue;
            }
            Optional<Flag> read = Flag.read(argument, rest);
            if (read.isEmpty()) {
                return Optional.of("the kubectl flag " + argument.replaceFirst("=.*", ""));
            }
            Flag flag = read.get();
            if (words.isEmpty() && SWITCHES.contains(flag.name())) {
                // Before its command, kubectl reads any flag as one with a value: what follows would not be the
                // command.
                return Optional.of("the kubectl flag " + argument + " before the command");
            }
            switch (flag.name()) {
                case "namespace" -> namespaces.add(flag.value());
                case "all-namespaces" -> everywhere = true;
                case "containers", "prefix" -> {
                    if (words.get(0).equals("set")) {
                        return Optional.of("the kubectl flag " + argument + " of kubectl set, where it takes a value");
                    }
                }
                case "output" -> {
                    if (!isHarmlessFormat(flag.value())) {
                        return Optional.of("the kubectl output " + flag.value());
                    }
                }
                default -> {}
            }
        }
        boolean copies = !words.isEmpty() && words.get(0).equals("cp");
        return firstOf(List.of(
                verb(words),
                copies ? copy(words) : Optional.empty(),
                resources(words),
                namespace(words, namespaces, everywhere)));
    }

    private static boolean isHarmlessFormat(String format) {
        return FORMATS.contains(format) || TEMPLATES.contains(format.replaceFirst("=.*", ""));
    }

    private Optional<String> verb(List<String> words) {
        String verb = words.isEmpty() ? "" : words.get(0);
        String two = words.size() < 2 ? verb : verb + " " + words.get(1);
        AllowList verbs = policy.verbs().narrows() ? policy.verbs() : ABOUT_RESOURCES;
        return verbs.allowsBy(entry -> entry.equals(verb) || entry.equals(two))
                ? Optional.empty()
                : Optional.of("kubectl " + verb);
    }

    private Optional<String> resources(List<String> words) {
        for (String type : types(words)) {
            boolean allowed = policy.resources().narrows()
                    ? policy.resources().allowsBy(entry -> isType(type, entry))
                    : !isType(type, SECRETS) && (!policy.namespaces().narrows() || isNamespaced(type));
            if (!allowed) {
                return Optional.of("the resource " + type);
            }
        }
        return Optional.empty();
    }

    private static boolean isNamespaced(String type) {
        return OWN_GROUP.matcher(group(type)).matches() && !Collections.disjoint(forms(type), NAMESPACED);
    }

    /** A copy names a namespace in front of its pod, and a file of the lane's host: one below the working directory. */
    private Optional<String> copy(List<String> words) {
        for (String word : words.subList(1, words.size())) {
            Matcher pod = COPY_FROM_OR_TO_POD.matcher(word);
            boolean allowed = pod.matches()
                    ? pod.group(1) == null || policy.namespaces().allows(pod.group(1))
                    : !OUTSIDE.matcher(word).matches();
            if (!allowed) {
                return Optional.of("a copy from or to " + word);
            }
        }
        return Optional.empty();
    }

    /** The types of resource that a command names, as written. */
    private static List<String> types(List<String> words) {
        String verb = words.isEmpty() ? "" : words.get(0);
        if (asksForNothing(words)) {
            return List.of();
        }
        if (verb.equals("events")) {
            return List.of("events");
        }
        if (OF_NODES.contains(verb)) {
            return List.of("nodes");
        }
        if (verb.equals("cp")) {
            return List.of("pods");
        }
        if (verb.equals("create") && words.size() > 1 && words.get(1).equals("token")) {
            // It prints a credential.
            return List.of(SECRETS);
        }
        List<String> types = new ArrayList<>();
        boolean named = false;
        for (String word : words.subList(Math.min(takesTwo(words) ? 2 : 1, words.size()), words.size())) {
            boolean withName = word.contains("/");
            if (withName || !named) {
                Arrays.stream(word.split(",", -1))
                        .map(part -> part.replaceFirst("/.*", ""))
                        .map(type -> !withName && OF_PODS.contains(verb) ? "pods" : type)
                        .forEach(types::add);
            }
            named = true;
        }
        return !named && OF_PODS.contains(verb) ? List.of("pods") : types;
    }

    private static boolean asksForNothing(List<String> words) {
        return !words.isEmpty() && OF_NOTHING.contains(words.get(0)) && !isDump(words);
    }

    /** {@code cluster-info dump} prints nodes, workloads and logs, always those of kube-system too. */
    private static boolean isDump(List<String> words) {
        return words.size() > 1
                && words.get(0).equals("cluster-info")
                && words.get(1).equals("dump");
    }

    /** As {@code rollout status}, {@code apply view-last-applied}, {@code set image}: the second word belongs to the command. */
    private static boolean takesTwo(List<String> words) {
        return words.size() > 1
                && Set.of("rollout", "set", "auth", "config", "apply").contains(words.get(0));
    }

    /** Whether a type as a command writes it, in any of the forms that kubectl takes, is another one. */
    private static boolean isType(String written, String wanted) {
        // The version and group of secrets change nothing about what they are.
        boolean sameGroup = wanted.equals(SECRETS) || group(written).equals(group(wanted));
        return sameGroup && !Collections.disjoint(forms(written), forms(wanted));
    }

    private static Set<String> forms(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        String name = dot < 0 ? lower : lower.substring(0, dot);
        String full = FULL_NAMES.getOrDefault(name, name);
        return new HashSet<>(List.of(full, full + "s", full + "es", full.replaceFirst("y$", "ies")));
    }

    private static String group(String type) {
        int dot = type.indexOf('.');
        return dot < 0 ? "" : type.substring(dot).toLowerCase(Locale.ROOT);
    }

    private Optional<String> namespace(List<String> words, List<String> named, boolean everywhere) {
        AllowList allowed = policy.namespaces();
        if (!allowed.narrows() || asksForNothing(words)) {
            return Optional.empty();
        }
        if (isDump(words)) {
            return Optional.of("kubectl cluster-info dump, which shows other namespaces");
        }
        if (everywhere) {
            return Optional.of("all namespaces");
        }
        if (named.isEmpty()) {
            return Optional.of("a kubectl command without a namespace; write --namespace, one of " + allowed);
        }
        return named.stream()
                .filter(namespace -> !allowed.allows(namespace))
                .map(namespace -> "the namespace " + namespace)
                .findFirst();
    }

    private static Optional<String> firstOf(List<Optional<String>> objections) {
        return objections.stream().flatMap(Optional::stream).findFirst();
    }

    /**
     * A flag on the list.
     *
     * @param name its long name
     * @param value what it is given; empty for a switch
     */
    private record Flag(String name, String value) {

        /** Reads a flag as kubectl does; empty when it is not on the list. */
        static Optional<Flag> read(String argument, Iterator<String> rest) {
            if (argument.startsWith("--")) {
                int equals = argument.indexOf('=');
                String name = argument.substring(2, equals < 0 ? argument.length() : equals);
                return known(name, equals < 0 ? null : argument.substring(equals + 1), rest);
            }
            String name = SHORT.get(argument.charAt(1));
            if (name == null) {
                return Optional.empty();
            }
            String behind = argument.substring(2);
            if (WITH_VALUE.contains(name)) {
                return known(name, behind.isEmpty() ? null : behind.replaceFirst("^=", ""), rest);
            }
            // Several in one word, or a value behind a switch: written apart they are understood.
            return behind.isEmpty() ? Optional.of(new Flag(name, "")) : Optional.empty();
        }

        private static Optional<Flag> known(String name, @Nullable String given, Iterator<String> rest) {
            if (WITH_VALUE.contains(name)) {
                String value = given != null ? given : rest.hasNext() ? rest.next() : "";
                return Optional.of(new Flag(name, value));
            }
            return SWITCHES.contains(name) ? Optional.of(new Flag(name, "")) : Optional.empty();
        }
    }
}
