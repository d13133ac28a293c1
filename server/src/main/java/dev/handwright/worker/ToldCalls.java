package dev.handwright.worker;

import dev.handwright.runs.RunLog;
import dev.handwright.sandboxes.SandboxCalls;
import java.io.OutputStream;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes each thing that the code does into the run's log, without the text it types. */
final class ToldCalls implements SandboxCalls {
    private final SandboxCalls calls;
    private final RunLog log;

    ToldCalls(SandboxCalls calls, RunLog log) {
        this.calls = calls;
        this.log = log;
    }

    @Override
    public @Nullable Object call(
            long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
            throws CallFailed {
        log.step(method + shown(params));
        try {
            return calls.call(id, method, params, bytes);
        } catch (CallFailed e) {
            log.step("%s failed: %s".formatted(method, e.getMessage()));
            throw e;
        }
    }

    @Override
    public void pause() {
        calls.pause();
    }

    @Override
    public void end() {
        calls.end();
    }

    @Override
    public void log(String stream, String line) {
        calls.log(stream, line);
    }

    private static String shown(Map<String, @Nullable Object> params) {
        return params.entrySet().stream()
                .map(it -> " " + it.getKey() + "=" + shown(it.getKey(), it.getValue()))
                .collect(Collectors.joining());
    }

    private static String shown(String name, @Nullable Object value) {
        if (name.equals("text") && value instanceof String text) {
            return "(%d characters)".formatted(text.length());
        }
        var shown = String.valueOf(value);
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }
}
