package dev.handwright.sdk.inside;

import dev.handwright.sdk.inside.Compiler.Compiled;
import dev.handwright.sdk.inside.Compiler.Problem;
import dev.handwright.sdk.inside.Schemas.NoSchema;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what is wrong with a workflow before it is published, and reads its schemas. */
final class Check {
    private static final String FILE = "Workflow.java";
    private static final int PROBLEMS = 100;

    private Check() {}

    /** The {@code end} frame: refused with every problem, or checked. */
    static Map<String, Object> check(Map<String, String> sources) {
        if (!sources.containsKey(FILE)) {
            return refused(
                    List.of(new Problem(FILE, 0, "there is no Workflow.java among the files")));
        }
        var compiled = Compiler.compile(sources);
        return compiled.problems().isEmpty() ? inspected(compiled) : refused(compiled.problems());
    }

    private static Map<String, Object> inspected(Compiled compiled) {
        var problems = new ArrayList<Problem>();
        try {
            var workflow = new Classes(compiled.classes()).workflow();
            for (var it : RunMethod.problems(workflow)) {
                problems.add(new Problem(FILE, compiled.runLine(), it));
            }
            if (problems.isEmpty()) {
                return checked(
                        compiled, RunMethod.of(workflow), Hosts.of(workflow), Retries.of(workflow));
            }
        } catch (ClassNotFoundException e) {
            problems.add(new Problem(FILE, 0, "there is no class Workflow in it"));
        } catch (NoSchema | Hosts.NoHosts | Retries.NoRetries | LinkageError e) {
            problems.add(new Problem(FILE, compiled.runLine(), String.valueOf(e.getMessage())));
        }
        return refused(problems);
    }

    private static Map<String, Object> checked(
            Compiled compiled, RunMethod run, List<String> hosts, int retries) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("end", "checked");
        frame.put("params", Schemas.of(run.params()));
        frame.put("result", Schemas.of(run.result()));
        run.secure().ifPresent(it -> frame.put("secure", Schemas.of(it)));
        if (!hosts.isEmpty()) {
            frame.put("hosts", hosts);
        }
        if (retries > 0) {
            frame.put("retries", retries);
        }
        var classes = new ArrayList<Map<String, String>>();
        compiled.classes()
                .forEach((name, bytes) ->
                        classes.add(
                                Map.of(
                                        "name",
                                        name + ".class",
                                        "content",
                                        Base64.getEncoder().encodeToString(bytes))));
        frame.put("classes", classes);
        return frame;
    }

    private static Map<String, Object> refused(List<Problem> problems) {
        var found =
                problems.stream()
                        .limit(PROBLEMS)
                        .map(it ->
                                Map.of(
                                        "file", it.file(),
                                        "line", it.line(),
                                        "message", it.message()))
                        .toList();
        return Map.of("end", "refused", "problems", found);
    }
}
