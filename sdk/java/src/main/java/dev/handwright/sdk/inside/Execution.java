package dev.handwright.sdk.inside;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs a workflow's {@code run} once and says how it ended. */
final class Execution {
    private static final int RESULT_LIMIT = 1 << 20;

    private Execution() {}

    /** The {@code end} frame. */
    static Map<String, Object> execute(
            Map<String, byte[]> classes,
            @Nullable Object params,
            List<?> secure,
            Sentences sentences) {
        try {
            var workflow = new Classes(classes).workflow();
            var problems = RunMethod.problems(workflow);
            if (!problems.isEmpty()) {
                return raised("NoSuchMethodException", String.join("; ", problems));
            }
            return returned(call(RunMethod.of(workflow), params, secure));
        } catch (InvocationTargetException e) {
            return told(e.getCause() == null ? e : e.getCause(), sentences);
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            return told(e, sentences);
        }
    }

    private static Map<String, Object> told(Throwable thrown, Sentences sentences) {
        Sentences.print(thrown, System.err);
        return sentences.raised(thrown);
    }

    private static @Nullable Object call(RunMethod run, @Nullable Object params, List<?> secure)
            throws ReflectiveOperationException {
        var bound = Binding.bind(params, run.params());
        if (run.secure().isEmpty()) {
            return run.call(bound);
        }
        var missing = run.missing(secure);
        if (!missing.isEmpty()) {
            throw new dev.handwright.sdk.ValidationException(
                    missing.stream()
                            .map(it -> "secure_params." + it + ": Field required")
                            .collect(Collectors.joining("; ", "ValidationError: ", "")));
        }
        var references = new LinkedHashMap<String, @Nullable Object>();
        secure.forEach(name -> references.put(String.valueOf(name), String.valueOf(name)));
        return run.call(bound, Binding.bind(references, run.secure().get()));
    }

    private static Map<String, Object> returned(@Nullable Object value) {
        if (value == null) {
            return raised("NullPointerException", "run returned null, not a record");
        }
        var json = Binding.toJson(value);
        int size = JsonText.write(json).length();
        if (size > RESULT_LIMIT || json == null) {
            return raised(
                    "ValidationError",
                    "ValidationError: the result has %s; at most %s can be returned. Write large data to a file in /assets."
                            .formatted(Sentences.size(size), Sentences.size(RESULT_LIMIT)));
        }
        return Map.of("end", "returned", "result", json);
    }

    static Map<String, Object> raised(String type, String message) {
        return Map.of("end", "raised", "type", type, "message", message);
    }
}
