package dev.handwright.benchmarks;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import dev.handwright.adapter.sql.SqlWorkflowStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.base.Json;
import dev.handwright.workflows.Code;
import dev.handwright.workflows.Language;
import dev.handwright.workflows.Workflow;
import dev.handwright.workflows.WorkflowStore;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own, as it is shipped, with a workspace, a key and a workflow that
 * were put into its database before. Closing it ends the process and removes its files.
 */
final class BenchServer implements AutoCloseable {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"required\":[\"PATIENT_NAME\"],\"properties\":"
                    + "{\"PATIENT_NAME\":{\"type\":\"string\"},\"AGE\":{\"type\":\"integer\"}}}";

    private final Path folder;
    private final Optional<Process> launcher;
    private final ProcessBuilder command;
    private final int port;
    private final String key;
    private final Workflow.Id workflow;
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    private BenchServer(
            Path folder,
            Optional<Process> launcher,
            ProcessBuilder command,
            int port,
            String key,
            Workflow.Id workflow)
            throws IOException {
        this.folder = folder;
        this.launcher = launcher;
        this.command = command;
        this.process = command.start();
        this.port = port;
        this.key = key;
        this.workflow = workflow;
    }

    /**
     * That executes nothing.
     *
     * @param jvm flags besides the usual ones, as for a profiler
     * @param settings {@code section.key} to value
     */
    static BenchServer start(List<String> jvm, Map<String, String> settings)
            throws IOException, InterruptedException {
        var all = new LinkedHashMap<String, String>();
        all.put("desktops.pool", "0");
        all.put("runs.concurrency", "0");
        all.putAll(settings);
        return start(folder(), Optional.empty(), jvm, all);
    }

    /** With a launcher, desktops and sandboxes. */
    static BenchServer startWithRooms(Map<String, String> settings)
            throws IOException, InterruptedException {
        var folder = folder();
        var arguments = new ArrayList<>(List.of("launcher"));
        settings.forEach((name, value) -> {
            if (name.startsWith("launcher.")) {
                arguments.addAll(List.of("--set", name + "=" + value));
            }
        });
        var launcher =
                child(folder, "launcher", List.of(), arguments)
                        .redirectOutput(folder.resolve("launcher.log").toFile())
                        .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.exists(folder.resolve("run/launcher.sock"))) {
            if (launcher.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException(Files.readString(folder.resolve("launcher.log")));
            }
        }
        return start(folder, Optional.of(launcher), List.of(), settings);
    }

    private static BenchServer start(
            Path folder, Optional<Process> launcher, List<String> jvm, Map<String, String> settings)
            throws IOException, InterruptedException {
        var workflow = new Workflow.Id(new RandomIds().uuid());
        var key = prepare(folder, Optional.ofNullable(settings.get("storage.database")), workflow);
        int port = freePort();
        var arguments = new ArrayList<>(List.of("serve", "--allow-unisolated"));
        var all = new LinkedHashMap<String, String>();
        all.put("http.port", Integer.toString(port));
        all.put("storage.data", folder.resolve("data").toString());
        all.put("log.level", "warn");
        all.putAll(settings);
        all.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        var command = child(folder, "log", jvm, arguments);
        var server = new BenchServer(folder, launcher, command, port, key, workflow);
        try {
            server.awaitListening();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Path folder() throws IOException {
        var folder = Files.createTempDirectory(Path.of("/tmp"), "hw-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve("run"));
        return folder;
    }

    private static ProcessBuilder child(
            Path folder, String log, List<String> jvm, List<String> arguments) {
        var checkout = Path.of(System.getProperty("handwright.checkout", ".")).toAbsolutePath();
        var command = new ArrayList<String>();
        command.add(checkout.resolve("dev/handwright").toString());
        command.addAll(arguments);
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(log).toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "HANDWRIGHT_JVM",
                                String.join(" ", jvm),
                                "HANDWRIGHT_LAUNCHER__SERVER_USER",
                                "root",
                                "HANDWRIGHT_STORAGE__RUNTIME",
                                folder.resolve("run").toString(),
                                "HANDWRIGHT_SANDBOXES__PYTHON_LIBRARIES",
                                checkout.resolve("build/python").normalize().toString()));
        return builder;
    }

    /** Its resident memory in megabytes. */
    long residentMegabytes() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS of " + process.pid());
    }

    /** kill -9 of the server alone; desktops and sandboxes live on. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** After {@link #kill}; returns once it is started, before it listens. */
    void startAgain() throws IOException {
        process = command.start();
    }

    int port() {
        return port;
    }

    /** Where the launcher has its rooms. */
    Path runtime() {
        return folder.resolve("run");
    }

    /** The id of a workflow of one file. */
    String publish(String filename, String code) throws IOException, InterruptedException {
        var files = List.of(Map.of("filename", filename, "content", code));
        return field(
                send("/workflows", Optional.of(Map.of("name", "bench", "files", files))),
                "workflowId");
    }

    /** The id of a run. */
    String run(String workflow, Map<String, ?> params) throws IOException, InterruptedException {
        var body = Map.of("workflow_id", workflow, "workflow_params", params);
        return field(send("/runs", Optional.of(body)), "messageId");
    }

    /** What a GET answers. */
    Map<String, @Nullable Object> get(String path) throws IOException, InterruptedException {
        return send(path, Optional.empty());
    }

    private Map<String, @Nullable Object> send(String path, Optional<?> body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("x-api-key", key);
        body.ifPresent(it -> request.POST(HttpRequest.BodyPublishers.ofString(Json.write(it))));
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " answered " + answer.body());
        }
        return Json.readObject(answer.body());
    }

    private static String field(Map<String, @Nullable Object> answer, String name) {
        return String.valueOf(answer.get(name));
    }

    String key() {
        return key;
    }

    Workflow.Id workflow() {
        return workflow;
    }

    /** The folder of a desktop's room. */
    Path room(String desktop) {
        return folder.resolve("run/rooms").resolve(desktop);
    }

    /** Where the server keeps everything. */
    Path data() {
        return folder.resolve("data");
    }

    Path database() {
        return data().resolve("handwright.db");
    }

    @Override
    public void close() throws IOException {
        client.close();
        end(process);
        launcher.ifPresent(BenchServer::end);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when it has ended. */
    void cancel(String run) throws IOException, InterruptedException {
        try {
            var _ = send("/runs/" + run + "/cancel", Optional.of(Map.of()));
        } catch (IOException e) {
            // It has ended by itself, or the loop below says what is wrong.
        }
        while ("running".equals(get("/runs/" + run).get("status"))) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(
                            "no server: " + Files.readString(folder.resolve("log")), e);
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Its key. */
    private static String prepare(Path folder, Optional<String> postgres, Workflow.Id workflow)
            throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.setPosixFilePermissions(
                folder.resolve("data"), PosixFilePermissions.fromString("rwx------"));
        var clock = Clock.systemUTC();
        try (var database =
                postgres.map(PostgresUrl::parse)
                        .map(Database::new)
                        .orElseGet(() -> new Database(folder.resolve("data/handwright.db")))) {
            var workspaces =
                    new Workspaces(new SqlWorkspaceStore(database), clock, new RandomIds());
            var workspace = workspaces.create("bench");
            var now = clock.instant();
            new SqlWorkflowStore(database)
                    .create(
                            new Workflow(workflow, workspace.id(), "bench", 1, now, now),
                            new WorkflowStore.NewVersion(
                                    new Code(Language.PYTHON, List.of(), List.of(), List.of(), 0),
                                    SCHEMA,
                                    "{}",
                                    Optional.empty()));
            return workspaces.createKey(workspace.id(), "bench", Set.of(KeyScope.ADMIN)).text();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
