package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import dev.handwright.fakes.Await;
import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import dev.handwright.sandboxes.SandboxLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Real sandboxes for tests, with everything that came out of the last one. */
final class SandboxBench implements AutoCloseable, SandboxCalls {
    static final SandboxLimits LIMITS =
            new SandboxLimits(ByteSize.mebibytes(192), 64, ByteSize.mebibytes(32), 500);

    final LaunchedRooms launched;
    final LocalSandboxHost host;
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, String> outputs = new TreeMap<>();
    List<String> notices = List.of();

    /** While this is true calls are taken and not answered. */
    volatile boolean stayingAway;

    final List<Asked> asked = new CopyOnWriteArrayList<>();

    record Asked(long id, String call) {}

    SandboxBench(int warmPython, int warmJava) throws IOException {
        this(warmPython, warmJava, it -> it);
    }

    SandboxBench(int warmPython, int warmJava, UnaryOperator<LauncherSettings> change)
            throws IOException {
        launched =
                new LaunchedRooms(
                        it -> change.apply(it.withPythonLibraries(Path.of("../build/python"))));
        host =
                LocalSandboxHost.byLauncher(
                        launched.settings.runtime(),
                        launched.ids,
                        new SandboxSettings(
                                LIMITS,
                                ByteSize.mebibytes(1),
                                warmPython,
                                warmJava,
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(1)));
        host.warmUp();
    }

    /** A Python workflow whose run has this body; {@code a} is its param, {@code b} its result. */
    SandboxEnd python(String body) throws Exception {
        var source =
                """
                import ctypes, logging, os, resource, signal, socket, subprocess, sys, threading, time
                from pydantic import BaseModel
                from nen import Agent, Computer, WorkflowError
                class Params(BaseModel):
                    a: int = 1
                class Result(BaseModel):
                    b: str
                def run(params: Params) -> Result:
                """
                        + body.strip().indent(4);
        return execute("python", List.of(file("workflow.py", source)));
    }

    /** The same in Java. */
    SandboxEnd java(String body) throws Exception {
        var source =
                """
                import dev.handwright.sdk.*;
                record Params(int a) {}
                record Result(String b) {}
                Result run(Params params) throws Exception {
                %s
                }
                """
                        .formatted(body);
        var checked = check("java", file("Workflow.java", source));
        if (!(checked instanceof SandboxEnd.Checked good)) {
            throw new AssertionError(checked.toString());
        }
        return execute("java", good.code().compiled());
    }

    SandboxEnd check(String language, SourceFile... files) throws Exception {
        try (var sandbox =
                host.start(new SandboxJob.Check(language, List.of(files)), LIMITS, this)) {
            return sandbox.await();
        }
    }

    SandboxEnd execute(String language, List<SourceFile> files) throws Exception {
        try (var sandbox = start(language, files)) {
            var end = sandbox.await();
            collect(sandbox);
            return end;
        }
    }

    Sandbox start(String language, List<SourceFile> files) {
        log.clear();
        return host.start(
                new SandboxJob.Execute(language, files, "{\"a\":1}", List.of()), LIMITS, this);
    }

    /** What it leaves, before it is removed. */
    Map<String, String> collected(Sandbox sandbox) throws IOException {
        try (sandbox) {
            collect(sandbox);
        }
        return outputs;
    }

    /** As another server on the same machine would have it. */
    LocalSandboxHost nextHost() {
        return LocalSandboxHost.byLauncher(
                launched.settings.runtime(),
                launched.ids,
                new SandboxSettings(
                        LIMITS,
                        ByteSize.mebibytes(1),
                        0,
                        0,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(1)));
    }

    private void collect(Sandbox sandbox) throws IOException {
        var zip = new ByteArrayOutputStream();
        notices = sandbox.collect(zip).notices();
        outputs.clear();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                outputs.put(entry.getName(), content);
            }
        }
    }

    static SourceFile file(String name, String source) {
        var bytes = source.getBytes(StandardCharsets.UTF_8);
        return new SourceFile(name, Base64.getEncoder().encodeToString(bytes));
    }

    @Override
    public @Nullable Object call(
            long id, String method, Map<String, @Nullable Object> params, OutputStream bytes)
            throws CallFailed {
        calls.add(method + " " + params);
        asked.add(new Asked(id, method + " " + params));
        if (stayingAway) {
            Await.that(() -> !stayingAway);
            throw new Unanswered("another will answer");
        }
        return null;
    }

    @Override
    public void log(String stream, String line) {
        log.add(stream + " " + line);
    }

    @Override
    public void close() throws IOException {
        host.close();
        launched.close();
    }
}
