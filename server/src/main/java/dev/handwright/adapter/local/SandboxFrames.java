package dev.handwright.adapter.local;

import dev.handwright.base.Json;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.CheckedCode;
import dev.handwright.sandboxes.SandboxEnd.Problem;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs as frames, frames as ends (api/run-protocol.md). */
final class SandboxFrames {
    private static final int PROBLEMS = 100;
    private static final int RESULT = 1 << 20;
    private static final int MESSAGE = 10_000;

    private SandboxFrames() {}

    /** Ends a sandbox that would otherwise wait for another worker. */
    static final Map<String, Object> BYE = Map.of("bye", true);

    /**
     * @param orphanTime how long it waits for another worker; a check never does
     */
    static Map<String, Object> job(SandboxJob job, Duration orphanTime) {
        var frame = new LinkedHashMap<String, Object>();
        switch (job) {
            case SandboxJob.Check _ -> frame.put("job", "check");
            case SandboxJob.Execute execute -> {
                frame.put("job", "execute");
                frame.put("params", Json.readObject(execute.paramsJson()));
                if (!execute.secure().isEmpty()) {
                    frame.put("secure", execute.secure());
                }
                if (!orphanTime.isZero()) {
                    frame.put("orphan_time", orphanTime.toSeconds());
                }
            }
        }
        frame.put("files", job.files());
        return frame;
    }

    /** An end that cannot be understood is a {@code Died}. */
    static SandboxEnd end(ObjectNode frame) {
        return switch (frame.path("end").asString("")) {
            case "returned" -> returned(json(frame.path("result")));
            case "raised" -> new SandboxEnd.Raised(text(frame, "type"), text(frame, "message"));
            case "checked" -> new SandboxEnd.Checked(checked(frame));
            case "refused" -> new SandboxEnd.Refused(problems(frame.path("problems")));
            case "died" -> new SandboxEnd.Died(text(frame, "type"), text(frame, "message"));
            default -> new SandboxEnd.Died("crashed", "The sandbox ended in an unknown way.");
        };
    }

    /** The code's own process writes its end, so nothing of it is taken on trust. */
    private static SandboxEnd returned(String json) {
        return json.length() <= RESULT
                ? new SandboxEnd.Returned(json)
                : new SandboxEnd.Raised(
                        "ValidationError",
                        "ValidationError: the result is larger than 1 MiB. Write large data to a"
                                + " file in /assets.");
    }

    private static CheckedCode checked(ObjectNode frame) {
        return new CheckedCode(
                json(frame.path("params")),
                json(frame.path("result")),
                frame.has("secure") ? json(frame.path("secure")) : null,
                texts(frame.path("hosts")),
                Math.clamp(frame.path("retries").asInt(0), 0, CheckedCode.MOST_RETRIES),
                files(frame.path("classes")));
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(it -> texts.add(it.asString("")));
        return texts;
    }

    private static List<SourceFile> files(JsonNode list) {
        var files = new ArrayList<SourceFile>();
        list.forEach(
                it -> files.add(new SourceFile(text(it, "name"), it.path("content").asString(""))));
        return files;
    }

    private static List<Problem> problems(JsonNode list) {
        var problems = new ArrayList<Problem>();
        for (var it : list) {
            if (problems.size() < PROBLEMS) {
                int line = Math.max(it.path("line").asInt(0), 0);
                problems.add(new Problem(text(it, "file"), line, text(it, "message")));
            }
        }
        return problems;
    }

    private static String json(JsonNode node) {
        return node.isObject() ? node.toString() : "{}";
    }

    private static String text(JsonNode node, String field) {
        var text = node.path(field).asString("");
        return text.length() <= MESSAGE ? text : text.substring(0, MESSAGE) + "…";
    }
}
