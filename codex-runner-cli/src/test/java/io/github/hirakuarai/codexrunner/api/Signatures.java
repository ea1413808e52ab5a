package io.github.hirakuarai.codexrunner.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What other code can use of the promised packages, as text: one line a type, one line a member. */
final class Signatures {

    /** The packages of each module whose public types are promised. */
    static final Map<String, List<String>> PACKAGES = Map.of(
            "codex-runner-core", List.of("brief", "config", "model", "spi"),
            "codex-runner-engine", List.of("archive", "engine", "event", "plugin"),
            "codex-runner-executor-host", List.of("executor.host"));

    private static final String ROOT = "io.github.hirakuarai.codexrunner.";
    private static final Set<String> OF_EVERY_VALUE = Set.of("equals", "hashCode", "toString", "values", "valueOf");

    private Signatures() {}

    /** The whole list of one module. */
    static String list(String module) {
        StringBuilder list = new StringBuilder();
        for (Class<?> type : types(module)) {
            list.append(head(type)).append('\n');
            members(type).forEach(member -> list.append("    ").append(member).append('\n'));
        }
        return list.toString();
    }

    private static List<Class<?>> types(String module) {
        Path classes = Path.of("..", module, "target", "classes");
        List<Class<?>> types = new ArrayList<>();
        for (String name : PACKAGES.getOrDefault(module, List.of())) {
            try (Stream<Path> files = Files.list(classes.resolve((ROOT + name).replace('.', '/')))) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                        .map(file -> load(ROOT + name + "." + file.substring(0, file.length() - ".class".length())))
                        .filter(Signatures::isVisible)
                        .forEach(types::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        types.sort(java.util.Comparator.comparing(Class::getName));
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Signatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !type.isAnonymousClass()
                && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    private static String head(Class<?> type) {
        String kind =
                type.isRecord() ? "record " : type.isEnum() ? "enum " : type.isInterface() ? "interface " : "class ";
        String sealed = type.isSealed() ? "sealed " : Modifier.isFinal(type.getModifiers()) ? "final " : "";
        List<String> above = new ArrayList<>();
        if (type.getGenericSuperclass() != null && !type.isRecord() && !type.isEnum()) {
            above.add(type.getGenericSuperclass().getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).forEach(parent -> above.add(parent.getTypeName()));
        above.remove("java.lang.Object");
        return shortened((type.isRecord() || type.isEnum() ? "" : sealed)
                + kind
                + type.toGenericString().replaceFirst(".*?(io\\.github\\.\\S+).*", "$1")
                + (above.isEmpty() ? "" : " : " + String.join(", ", above)));
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (promised(field.getModifiers()) && !field.isSynthetic()) {
                members.add(
                        field.isEnumConstant()
                                ? field.getName()
                                : modifiers(field.getModifiers()) + written(field.getAnnotatedType()) + " "
                                        + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (promised(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.add("new(" + parameters(constructor) + ")");
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            boolean shared = OF_EVERY_VALUE.contains(method.getName());
            if (promised(method.getModifiers()) && !method.isSynthetic() && !shared) {
                members.add((method.isDefault() ? "default " : modifiers(method.getModifiers()))
                        + written(method.getAnnotatedReturnType()) + " " + method.getName() + "(" + parameters(method)
                        + ")");
            }
        }
        return members;
    }

    private static boolean promised(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String modifiers(int modifiers) {
        return Modifier.isStatic(modifiers) ? "static " : "";
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getAnnotatedParameterTypes())
                .map(Signatures::written)
                .collect(Collectors.joining(", "));
    }

    private static String written(AnnotatedType type) {
        return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "")
                + shortened(type.getType().getTypeName());
    }

    /** Without the packages that everybody knows. */
    private static String shortened(String name) {
        return name.replace(ROOT, "").replaceAll("java\\.(lang|util|time|net|nio\\.file|util\\.function)\\.", "");
    }
}
