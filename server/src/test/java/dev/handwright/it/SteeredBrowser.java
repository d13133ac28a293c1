package dev.handwright.it;

import dev.handwright.base.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Chromium, steered by Playwright: {@code browser.mjs} has the commands. */
final class SteeredBrowser implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    SteeredBrowser() throws IOException {
        var root = ExampleProgram.root();
        process =
                new ProcessBuilder(
                                "node",
                                root.resolve("server/src/test/resources/browser.mjs").toString(),
                                root.resolve("build/playwright/1.62.0").toString(),
                                Path.of("/usr/bin/chromium").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        in = process.outputWriter();
        out = process.inputReader();
    }

    /** The number of the new tab. */
    int open(String url) {
        return ((Number) tell("open", Map.of("url", url)).get("page")).intValue();
    }

    void awaitText(int page, String selector, String text) {
        tell("awaitText", Map.of("page", page, "selector", selector, "text", text));
    }

    void awaitPixel(int page, int x, int y, boolean light) {
        tell("awaitPixel", Map.of("page", page, "at", List.of(x, y), "light", light));
    }

    /** Clicks something of the page itself. */
    void press(int page, String selector) {
        tell("press", Map.of("page", page, "selector", selector));
    }

    /** Clicks a pixel of the desktop. */
    void click(int page, int x, int y) {
        tell("click", Map.of("page", page, "at", List.of(x, y)));
    }

    void type(int page, String text) {
        tell("type", Map.of("page", page, "text", text));
    }

    /** As Playwright names keys: {@code Control+l}. */
    void key(int page, String key) {
        tell("key", Map.of("page", page, "key", key));
    }

    void fill(int page, String selector, String text) {
        tell("fill", Map.of("page", page, "selector", selector, "text", text));
    }

    void awaitValue(int page, String selector, String text) {
        tell("awaitValue", Map.of("page", page, "selector", selector, "text", text));
    }

    /** A key of a layout that Playwright does not have, typed into the desktop. */
    void character(int page, String character) {
        tell("character", Map.of("page", page, "character", character));
    }

    String url(int page) {
        return String.valueOf(tell("url", Map.of("page", page)).get("url"));
    }

    /** For a person who looks into a failed test. */
    void picture(int page, Path file) {
        tell("picture", Map.of("page", page, "path", file.toString()));
    }

    /** Errors in the consoles of all pages so far. */
    List<?> problems() {
        return (List<?>) tell("problems", Map.of()).get("problems");
    }

    private Map<String, ?> tell(String command, Map<String, ?> rest) {
        var all = new HashMap<String, Object>(rest);
        all.put("command", command);
        try {
            in.write(Json.write(all));
            in.newLine();
            in.flush();
            var line = out.readLine();
            if (line == null) {
                throw new AssertionError("the browser has ended");
            }
            Map<String, ?> outcome = Json.readObject(line);
            if (!Boolean.TRUE.equals(outcome.get("ok"))) {
                throw new AssertionError(all + ": " + outcome.get("error"));
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close(); // then it ends by itself
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
