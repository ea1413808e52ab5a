package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of what a plugin throws. A {@link RunnerException} is passed on, masked, when it says what concerns the
 * caller alone: the forge or a host does not answer or refuses, or the claim is lost. One that would end the command is passed
 * on only where the whole runner depends on the call. Everything else becomes a {@code PLUGIN_FAILED}
 * that names the plugin and its jar. Safe for many threads.
 */
final class PluginErrors {

    private static final Logger log = LoggerFactory.getLogger(PluginErrors.class);

    /** More different faults than anybody reads. */
    private static final int TRACES = 100;

    private final TextSanitizer texts;
    private final Set<String> traced = ConcurrentHashMap.newKeySet();

    PluginErrors(TextSanitizer texts) {
        this.texts = texts;
    }

    /** What the caller of a plugin gets of what it threw. */
    RunnerException thrown(Plugins.Found plugin, String method, Throwable e) {
        if (!(e instanceof RunnerException known)) {
            return fault(plugin, method, String.valueOf(e), e);
        }
        if (e instanceof PluginFault || isPassedOn(plugin, method, known)) {
            return masked(known);
        }
        if (stopsTheRunner(plugin, method, known.code())) {
            return new PluginFault(known.code(), named(plugin, String.valueOf(e.getMessage())), trace(e));
        }
        String hint = e instanceof OutputException output && output.hint() != null ? "; " + output.hint() : "";
        return failed(plugin, method, e.getMessage() + hint, trace(e));
    }

    /** The fault of a plugin, in one line that says whose it is. Its trace is logged once. */
    RunnerException fault(Plugins.Found plugin, String method, String what, @Nullable Throwable cause) {
        RunnerException fault = failed(plugin, method, what, trace(cause));
        if (cause != null && traced.size() < TRACES && traced.add(String.valueOf(fault.getMessage()))) {
            log.warn("{}", fault.getMessage(), fault.getCause());
        }
        return fault;
    }

    private RunnerException failed(Plugins.Found plugin, String method, String what, @Nullable Throwable cause) {
        return new PluginFault(
                ErrorCode.PLUGIN_FAILED, line(plugin.description() + " failed in " + method + ": " + what), cause);
    }

    private String named(Plugins.Found plugin, String message) {
        boolean names = message.contains("'" + plugin.id() + "'") || message.contains("plugins." + plugin.id());
        return line(names ? message : "the " + plugin.kind() + " plugin '" + plugin.id() + "': " + message);
    }

    private static boolean isPassedOn(Plugins.Found plugin, String method, RunnerException e) {
        if (e instanceof OutputException) {
            return plugin.kind().equals("output") && !method.equals("open");
        }
        if (e instanceof WorkspaceUnavailableException) {
            return plugin.kind().equals("executor");
        }
        return switch (e.code()) {
            case UNREACHABLE, REFUSED, RATE_LIMITED, NOT_FOUND, LEASE_LOST -> true;
            // A lane that is not usable holds its briefs.
            case CONFIGURATION, TOOL_MISSING, STORAGE -> plugin.kind().equals("executor");
            case USAGE, PLUGIN, PLUGIN_FAILED, INTERNAL -> false;
        };
    }

    /** Whether nothing can be done without the answer, and the operator has to act. */
    private static boolean stopsTheRunner(Plugins.Found plugin, String method, ErrorCode code) {
        boolean forOperator =
                code == ErrorCode.CONFIGURATION || code == ErrorCode.TOOL_MISSING || code == ErrorCode.STORAGE;
        return forOperator
                && switch (plugin.kind()) {
                    case "token" -> true;
                    case "source" -> method.equals("open") || method.equals("documents");
                    case "state" -> method.equals("open");
                    default -> false;
                };
    }

    private @Nullable Throwable trace(@Nullable Throwable e) {
        return e == null ? null : MaskedTrace.of(e, texts);
    }

    /** The same exception, unless something in it has to be masked. */
    private RunnerException masked(RunnerException e) {
        String message = String.valueOf(e.getMessage());
        String plain = line(message);
        @Nullable String hint = e instanceof OutputException output ? output.hint() : null;
        @Nullable String plainHint = hint == null ? null : line(hint);
        if (plain.equals(message) && (hint == null || hint.equals(plainHint)) && isClean(e.getCause())) {
            return e;
        }
        RunnerException clean;
        if (e instanceof OutputException output) {
            clean = new OutputException(output.failureCode(), plain, plainHint);
        } else if (e instanceof RateLimitedException limited) {
            clean = new RateLimitedException(plain, limited.until());
        } else if (e instanceof WorkspaceUnavailableException unavailable) {
            clean = new WorkspaceUnavailableException(unavailable.reason().code(), plain);
        } else {
            clean = new RunnerException(e.code(), plain, trace(e.getCause()));
        }
        clean.setStackTrace(e.getStackTrace());
        return clean;
    }

    private boolean isClean(@Nullable Throwable cause) {
        if (cause == null) {
            return true;
        }
        String shown = cause.toString();
        return texts.plain(MaskedTrace.cut(shown)).equals(shown) && isClean(cause.getCause());
    }

    private String line(String text) {
        return texts.plain(MaskedTrace.cut(text).replaceAll("\\s+", " "));
    }
}
