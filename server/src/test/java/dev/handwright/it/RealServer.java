package dev.handwright.it;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Launcher and server as processes of their own, with real desktops and sandboxes, and a plain HTTP
 * client. The server can be killed and started again; closing ends everything and leaves no file.
 */
public final class RealServer implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> settings;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<Process> launcher;
    private Process server;
    private String key = "";

    private RealServer(Path folder, int port, Map<String, String> settings, boolean rooms)
            throws IOException {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
        launcher = rooms ? Optional.of(launch()) : Optional.empty();
        server = serve(List.of());
    }

    /** With desktops and sandboxes. */
    public static RealServer start(Map<String, String> settings) {
        return start(settings, true);
    }

    /** That only accepts. */
    public static RealServer startWithoutRooms(Map<String, String> settings) {
        return start(settings, false);
    }

    private static RealServer start(Map<String, String> settings, boolean rooms) {
        try {
            var folder = Files.createTempDirectory(Path.of("/tmp"), "hw-it-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectory(folder.resolve("run"));
            return answering(new RealServer(folder, freePort(), settings, rooms));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RealServer answering(RealServer server) throws IOException {
        try {
            server.awaitHealth();
            return server;
        } catch (AssertionError | IOException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    /** SIGTERM, as systemd does. */
    public void stop() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not stop");
        }
    }

    /** After {@link #kill} or {@link #stop}. */
    public void startAgain() throws IOException {
        startAgainAtOnce();
        awaitHealth();
    }

    /** The same, without waiting until it answers. */
    void startAgainAtOnce() throws IOException {
        server = serve(List.of());
    }

    /**
     * The same, and it does nothing before a debugger lets it.
     *
     * @return the port on which it waits for one
     */
    int startAgainHalted() throws IOException {
        int debugPort = freePort();
        server =
                serve(
                        List.of(
                                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y,"
                                        + "address=127.0.0.1:"
                                        + debugPort));
        return debugPort;
    }

    public long pid() {
        return server.pid();
    }

    /**
     * @param name STOP, CONT
     * @return whether it was there to get it
     */
    boolean signal(String name) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor() == 0;
    }

    boolean isAlive() {
        return server.isAlive();
    }

    /** kill -9 of the launcher, and another one. */
    void restartLauncher() throws IOException, InterruptedException {
        killLauncher();
        startLauncher();
    }

    /** kill -9. */
    void killLauncher() throws IOException, InterruptedException {
        launcher.orElseThrow().destroyForcibly().waitFor();
        Files.delete(folder.resolve("run/launcher.sock"));
    }

    /** After {@link #killLauncher}. */
    void startLauncher() throws IOException {
        launcher = Optional.of(launch());
    }

    public int port() {
        return port;
    }

    public String key() {
        return key;
    }

    /** Goes on with a key of another server on the same database. */
    public void use(String other) {
        key = other;
    }

    ServerRooms rooms() {
        return new ServerRooms(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Where the server keeps everything. */
    public Path data() {
        var elsewhere = settings.get("storage.data");
        return elsewhere == null ? folder.resolve("data") : Path.of(elsewhere);
    }

    /** What the server has said so far. */
    public String log() {
        try {
            return Files.readString(folder.resolve("serve.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Answer get(String path) {
        return send(to(path));
    }

    public Answer delete(String path) {
        return send(to(path).DELETE());
    }

    public Answer post(String path, Object body) {
        return send(to(path).POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A body as it comes; to be closed. */
    public InputStream open(String path) throws IOException, InterruptedException {
        var handler = HttpResponse.BodyHandlers.ofInputStream();
        return client.send(to(path).build(), handler).body();
    }

    /** The id of a workflow of one file. */
    public String publish(String filename, String content) {
        var file = Map.of("filename", filename, "content", content);
        var answer = post("/workflows", Map.of("name", filename, "files", List.of(file)));
        if (answer.status != 201) {
            throw new AssertionError(answer.text() + "\n" + log());
        }
        return answer.field("workflowId");
    }

    /** The id of a run, whose events go to {@code webhook}. */
    public String run(String workflow, Map<String, ?> params, URI webhook) {
        var answer =
                post(
                        "/runs",
                        Map.of(
                                "workflow_id",
                                workflow,
                                "workflow_params",
                                params,
                                "webhook_callback",
                                webhook.toString()));
        if (answer.status != 202) {
            throw new AssertionError(answer.text());
        }
        return answer.field("messageId");
    }

    /** What a run has logged so far. */
    public String logs(String run) {
        return get("/runs/" + run + "/logs").text();
    }

    /** The run once it has ended. */
    public Answer ended(String run) {
        Await.that(
                Duration.ofMinutes(2),
                () -> !List.of("queued", "running").contains(get("/runs/" + run).field("status")));
        return get("/runs/" + run);
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
        try {
            if (!server.waitFor(40, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
            if (launcher.isPresent()) {
                if (launcher.get().isAlive()) {
                    rooms().endAll(); // desktops of workspaces outlive their server
                }
                launcher.get().destroy();
                if (!launcher.get().waitFor(20, TimeUnit.SECONDS)) {
                    launcher.get().destroyForcibly().waitFor();
                }
            }
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when it answers. */
    private Process launch() throws IOException {
        var process = java("launcher", List.of(), withSettings("launcher"));
        var socket = folder.resolve("run/launcher.sock");
        Await.that(Duration.ofSeconds(60), () -> !process.isAlive() || Files.exists(socket));
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(folder.resolve("launcher.log")));
        }
        return process;
    }

    private Process serve(List<String> jvm) throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("http.port", Integer.toString(port));
        all.put("http.drain_timeout", "2 s");
        all.put("storage.data", data().toString());
        all.put("webhooks.plain_http", "true");
        all.put("webhooks.allowed_addresses", "127.0.0.1");
        all.putAll(settings);
        var arguments = new ArrayList<>(List.of("serve", "--allow-unisolated"));
        all.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        return java("serve", jvm, arguments);
    }

    private List<String> withSettings(String command) {
        var arguments = new ArrayList<>(List.of(command));
        settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        return arguments;
    }

    /** What a command prints that works on this server's data. */
    public String command(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--set=storage.data=" + data());
        var file = folder.resolve("command.log");
        Files.deleteIfExists(file);
        if (java("command", List.of(), all).waitFor() != 0) {
            throw new AssertionError(Files.readString(file));
        }
        return Files.readString(file);
    }

    private Process java(String name, List<String> jvm, List<String> arguments) throws IOException {
        return new ProgramProcess(folder, settings).start(name, jvm, arguments);
    }

    private void awaitHealth() throws IOException {
        try {
            Await.that(Duration.ofSeconds(60), this::answers);
        } catch (AssertionError e) {
            throw new AssertionError(log(), e);
        }
        var first = data().resolve("first-start.env");
        for (var line : Files.exists(first) ? Files.readAllLines(first) : List.<String>of()) {
            if (line.startsWith("NEN_API_KEY=")) {
                key = line.substring("NEN_API_KEY=".length());
            }
        }
    }

    private boolean answers() {
        if (!server.isAlive()) {
            throw new AssertionError(log());
        }
        try {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"));
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What came back. */
    public record Answer(int status, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String field(String name) {
            return String.valueOf(Json.readObject(text()).get(name));
        }
    }
}
