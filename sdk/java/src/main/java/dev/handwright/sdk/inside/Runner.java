package dev.handwright.sdk.inside;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Started by the supervisor, long before there is a job: reads the job from standard input, does
 * it, writes the {@code end} frame to descriptor 3 and ends at once, whatever threads still run.
 */
public final class Runner {
    private static final String OUTCOME = "/proc/self/fd/3";

    private Runner() {}

    public static void main(String[] args) throws IOException {
        try (var outcome = new FileOutputStream(args.length > 0 ? args[0] : OUTCOME)) {
            var out = lines(FileDescriptor.out);
            var err = lines(FileDescriptor.err);
            System.setOut(out);
            System.setErr(new PrintStream(OutputStream.nullOutputStream()));
            warmUp();
            System.setErr(err);
            var job = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            var frame = run(job);
            out.flush();
            err.flush();
            write(outcome, frame);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void write(OutputStream outcome, Map<String, Object> frame) throws IOException {
        outcome.write((JsonText.write(frame) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static PrintStream lines(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static Map<String, Object> run(String text) {
        if (!(JsonText.read(text) instanceof Map<?, ?> job)) {
            throw new IllegalArgumentException("the job is no object");
        }
        var files = files(job);
        if ("check".equals(job.get("job"))) {
            var sources = new LinkedHashMap<String, String>();
            files.forEach(
                    (name, bytes) -> sources.put(name, new String(bytes, StandardCharsets.UTF_8)));
            return Check.check(sources);
        }
        var classes = new LinkedHashMap<String, byte[]>();
        files.forEach((name, bytes) -> {
            if (name.endsWith(".class")) {
                classes.put(name.substring(0, name.length() - 6), bytes);
            }
        });
        var secure = job.get("secure") instanceof List<?> names ? names : List.of();
        return Execution.execute(classes, job.get("params"), secure, new Sentences(limits(job)));
    }

    private static Map<String, byte[]> files(Map<?, ?> job) {
        var files = new LinkedHashMap<String, byte[]>();
        if (job.get("files") instanceof List<?> list) {
            for (var it : list) {
                var file = (Map<?, ?>) it;
                files.put(
                        String.valueOf(file.get("name")),
                        Base64.getDecoder().decode(String.valueOf(file.get("content"))));
            }
        }
        return files;
    }

    private static Map<String, Long> limits(Map<?, ?> job) {
        var limits = new LinkedHashMap<String, Long>();
        if (job.get("limits") instanceof Map<?, ?> map) {
            map.forEach((name, value) ->
                    limits.put(String.valueOf(name), ((Number) value).longValue()));
        }
        return limits;
    }

    /** Does once what every job does, while there is none: most classes are loaded then. */
    private static void warmUp() {
        var end =
                run(
                        "{\"job\":\"execute\",\"files\":[{\"name\":\"a.class\",\"content\":\"yv66vg==\"}],"
                                + "\"params\":{},\"limits\":{\"memory\":1}}");
        var params = JsonText.read("{\"name\":\"a\",\"count\":\"1\",\"more\":[1.5,true,null]}");
        try {
            var run = RunMethod.of(Rehearsal.class);
            var result = run.call(Binding.bind(params, run.params()));
            var frame = Map.of("end", end, "result", String.valueOf(Binding.toJson(result)));
            if (JsonText.write(frame).isEmpty() || !RunMethod.problems(Rehearsal.class).isEmpty()) {
                throw new IllegalStateException("the rehearsal failed");
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the rehearsal failed", e);
        }
    }

    /** A workflow like any other. */
    private static final class Rehearsal {
        record Params(String name, int count, List<Object> more, Optional<String> note) {}

        record Result(String text, Optional<String> note) {}

        @SuppressWarnings("unused") // called as a workflow's run is
        Result run(Params params) {
            return new Result(params.name(), params.note());
        }
    }
}
