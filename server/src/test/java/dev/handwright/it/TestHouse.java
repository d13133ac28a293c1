package dev.handwright.it;

import dev.handwright.adapter.local.LauncherClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A launcher as a process of its own and a server beside it, with real desktops and sandboxes, in
 * folders of the test's own; closing it ends every room, also when the test failed. Needs root.
 */
public final class TestHouse implements AutoCloseable {
    private final Path runtime;
    private final Process launcher;
    private final TestServer server;

    private TestHouse(Path runtime, Process launcher, TestServer server) {
        this.runtime = runtime;
        this.launcher = launcher;
        this.server = server;
    }

    /**
     * @param settings {@code section.key} to value, for launcher and server alike
     */
    public static TestHouse start(Map<String, String> settings) throws IOException {
        return start(settings, Clock.systemUTC());
    }

    static TestHouse start(Map<String, String> settings, Clock clock) throws IOException {
        var runtime = Files.createTempDirectory(Path.of("/tmp"), "hw-");
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        var all = new LinkedHashMap<String, String>();
        all.put("storage.runtime", runtime.toString());
        all.put("launcher.server_user", "root");
        all.put(
                "sandboxes.python_libraries",
                ExampleProgram.root().resolve("build/python").toString());
        all.putAll(settings);
        var launcher = launcher(all);
        try {
            return new TestHouse(runtime, launcher, TestServer.start(all, clock));
        } catch (RuntimeException e) {
            stop(runtime, launcher);
            throw e;
        }
    }

    private static Process launcher(Map<String, String> settings) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.addAll(List.of(ProgramProcess.classPath(), "dev.handwright.Main", "launcher"));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = process.inputReader();
        var log = new StringBuilder();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            log.append(line).append('\n');
            if (line.contains("launcher answers")) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return process;
            }
        }
        throw new IOException("the launcher did not start:\n" + log);
    }

    public TestServer server() {
        return server;
    }

    public Path runtime() {
        return runtime;
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            stop(runtime, launcher);
        }
    }

    private static void stop(Path runtime, Process launcher) throws IOException {
        try {
            var client = new LauncherClient(runtime.resolve("launcher.sock"));
            for (var room : client.list()) {
                client.stop(room.id());
            }
        } finally {
            launcher.destroy();
            launcher.onExit().join();
        }
        new ProcessBuilder("rm", "-rf", "--one-file-system", runtime.toString())
                .start()
                .onExit()
                .join();
    }
}
