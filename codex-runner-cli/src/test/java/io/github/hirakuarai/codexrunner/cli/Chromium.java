package io.github.hirakuarai.codexrunner.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real browser with one page, told what to do by the DevTools protocol over a pipe. A test that wants one is skipped where
 * there is none.
 */
final class Chromium implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final InputStream in;
    private final String session;
    private int calls;

    private Chromium(Process process) throws IOException {
        this.process = process;
        this.in = new BufferedInputStream(process.getInputStream());
        JsonNode page = call("Target.createTarget", JSON.createObjectNode().put("url", "about:blank"), null);
        this.session = call(
                        "Target.attachToTarget",
                        JSON.createObjectNode()
                                .put("targetId", page.get("targetId").stringValue())
                                .put("flatten", true),
                        null)
                .get("sessionId")
                .stringValue();
        call("Page.enable", JSON.createObjectNode());
    }

    /** @param folder for its profile */
    static Chromium start(Path folder) throws IOException {
        Path binary = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(binary != null, "no chromium is installed");
        // It reads from descriptor 3 and writes to 4.
        return new Chromium(new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null",
                        "chromium",
                        String.valueOf(binary),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--user-data-dir=" + Files.createTempDirectory(folder, "chromium"),
                        "--remote-debugging-pipe"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Opens a page in a window of this width, and waits until it is loaded. */
    void open(URI page, int width, boolean dark) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", 800)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 600));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", media);
        call("Page.navigate", JSON.createObjectNode().put("url", page.toString()));
        until("location.href != 'about:blank' && document.readyState == 'complete'");
    }

    /** What an expression is on the page, as text. */
    String value(String expression) throws IOException {
        JsonNode result = call(
                "Runtime.evaluate",
                JSON.createObjectNode()
                        .put("expression", "String(" + expression + ")")
                        .put("returnByValue", true));
        return result.get("result").path("value").asString("");
    }

    /** Waits until an expression holds. */
    void until(String expression) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!value(expression).equals("true")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + expression + "\n"
                        + value("document.body && document.body.innerText"));
            }
        }
    }

    /** Presses and releases a key: {@code Tab}, {@code Enter}, or a letter. */
    void press(String key) throws IOException {
        int code = key.equals("Tab") ? 9 : key.equals("Enter") ? 13 : key.codePointAt(0);
        ObjectNode down = JSON.createObjectNode()
                .put("type", "keyDown")
                .put("key", key)
                .put("code", key)
                .put("windowsVirtualKeyCode", code);
        if (key.length() == 1 || key.equals("Enter")) {
            down.put("text", key.equals("Enter") ? "\r" : key);
        }
        call("Input.dispatchKeyEvent", down);
        call(
                "Input.dispatchKeyEvent",
                JSON.createObjectNode()
                        .put("type", "keyUp")
                        .put("key", key)
                        .put("code", key)
                        .put("windowsVirtualKeyCode", code));
    }

    /** The page as a picture, all of it. */
    byte[] picture() throws IOException {
        JsonNode png = call(
                "Page.captureScreenshot",
                JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true));
        return Base64.getDecoder().decode(png.get("data").stringValue());
    }

    private JsonNode call(String method, ObjectNode parameters) throws IOException {
        return call(method, parameters, session);
    }

    private JsonNode call(String method, ObjectNode parameters, @org.jspecify.annotations.Nullable String of)
            throws IOException {
        ObjectNode call = JSON.createObjectNode().put("id", ++calls).put("method", method);
        call.set("params", parameters);
        if (of != null) {
            call.put("sessionId", of);
        }
        process.getOutputStream().write((call + "\0").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        while (true) {
            JsonNode answer = JSON.readTree(message());
            if (answer.path("id").asInt(0) == calls) {
                if (answer.has("error")) {
                    throw new IOException(method + ": " + answer.get("error"));
                }
                return answer.get("result");
            }
        }
    }

    private byte[] message() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = in.read(); next != 0; next = in.read()) {
            if (next < 0) {
                throw new IOException("chromium has ended");
            }
            message.write(next);
        }
        return message.toByteArray();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
