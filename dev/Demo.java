import module java.base;
import module java.net.http;

import dev.handwright.base.Json;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * {@code make demo}: the server, a clinic's portal and a webhook receiver on this machine, one run
 * from the first request to the recording, then the server stays until Ctrl-C. dev/demo builds and
 * starts this as root.
 *
 * <p>Environment: DEMO_PORT (8080), DEMO_PORTAL_PORT (8090), DEMO_RECEIVER_PORT (8091), DEMO_PATIENT
 * (Jane Doe), DEMO_WORKFLOW (the Python one). DEMO_ONCE=1 ends after the run, DEMO_THEN=program
 * after that program, which finds NEN_API_URL and NEN_API_KEY.
 */
final class Demo {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration RUNS_WITHIN = Duration.ofMinutes(5);

    private final int port = port("DEMO_PORT", 8080);
    private final int portalPort = port("DEMO_PORTAL_PORT", 8090);
    private final int receiverPort = port("DEMO_RECEIVER_PORT", 8091);
    private final String patient = setting("DEMO_PATIENT", "Jane Doe");
    private final Path workflow = Path.of(setting("DEMO_WORKFLOW", "examples/01-hello-run/workflow.py"));
    private final String url = "http://127.0.0.1:" + port;
    private final Path data = Path.of("/var/lib/handwright-demo-" + port);
    private final Path runtime = Path.of("/run/handwright-demo-" + port);
    private final Path output = Path.of("build/demo").toAbsolutePath();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Deque<Process> started = new ArrayDeque<>();
    private final BlockingQueue<Map<String, ?>> events = new LinkedBlockingQueue<>();
    private final Instant begin = Instant.now();
    private String key = "";

    static void main() throws Exception {
        var demo = new Demo();
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stop));
        try {
            System.exit(demo.run());
        } catch (Problem e) {
            System.err.println("\n" + e.getMessage());
            System.exit(1);
        }
    }

    private int run() throws Exception {
        portsAreFree();
        Files.createDirectories(output);
        var portal = start("portal", Map.of(), java(), "examples/portal/Portal.java", "" + portalPort);
        var server = startServer();
        awaitServer(server);
        key = firstStart("NEN_API_KEY");
        startReceiver();
        say("server     %s   docs %s/docs", url, url);
        say("portal     http://127.0.0.1:%d   (reception / clinic-demo)", portalPort);
        say("receiver   http://127.0.0.1:%d   (verifies every webhook's signature)", receiverPort);
        awaitLine(portal, "The portal is at");
        var workflowId = publish();
        boolean done = show(startRun(workflowId));
        say("%nDone in %d s.", Duration.between(begin, Instant.now()).toSeconds());
        var then = setting("DEMO_THEN", "");
        if (done && !then.isEmpty()) {
            return then(then);
        }
        if (then.isEmpty() && setting("DEMO_ONCE", "").isEmpty()) {
            tryNext(workflowId);
            server.waitFor();
        }
        return done ? 0 : 1;
    }

    private void portsAreFree() throws IOException {
        var names = Map.of(port, "DEMO_PORT", portalPort, "DEMO_PORTAL_PORT", receiverPort, "DEMO_RECEIVER_PORT");
        for (var it : names.entrySet()) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress("127.0.0.1", it.getKey()));
            } catch (IOException e) {
                throw new Problem(
                        "Port %d is taken, perhaps by another demo. Stop that, or choose another:%n  %s=%d make demo"
                                .formatted(it.getKey(), it.getValue(), it.getKey() + 100));
            }
        }
    }

    private Process startServer() throws IOException {
        delete(data);
        return start(
                "server",
                Map.of(
                        "HANDWRIGHT_HTTP__PORT", "" + port,
                        "HANDWRIGHT_HTTP__DRAIN_TIMEOUT", "3 s",
                        "HANDWRIGHT_STORAGE__DATA", data.toString(),
                        "HANDWRIGHT_STORAGE__RUNTIME", runtime.toString(),
                        "HANDWRIGHT_DESKTOPS__REACHABLE", "127.0.0.1:" + portalPort,
                        "HANDWRIGHT_WEBHOOKS__PLAIN_HTTP", "true",
                        "HANDWRIGHT_WEBHOOKS__ALLOWED_ADDRESSES", "127.0.0.1"),
                "dev/run");
    }

    private void awaitServer(Process server) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + "/health")).build();
        var deadline = Instant.now().plus(STARTS_WITHIN);
        while (Instant.now().isBefore(deadline)) {
            if (server.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new Problem("The server did not start:\n" + tail("server"));
            }
            try {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                continue; // not listening yet
            }
        }
        throw new Problem("The server does not answer:\n" + tail("server"));
    }

    private void startReceiver() throws Exception {
        var receiver =
                start(
                        "receiver",
                        Map.of("WEBHOOK_SECRET", firstStart("WEBHOOK_SECRET")),
                        "/usr/bin/python3",
                        "examples/02-signed-webhook/receiver.py",
                        "" + receiverPort);
        awaitLine(receiver, "Listening");
        Thread.ofVirtual().start(() -> readEvents(log("receiver"), receiver));
    }

    /** Follows the receiver's log: each line is an event whose signature it verified. */
    private void readEvents(Path log, Process receiver) {
        try (var lines = Files.newBufferedReader(log)) {
            while (receiver.isAlive()) {
                var line = lines.readLine();
                if (line == null) {
                    receiver.waitFor(50, TimeUnit.MILLISECONDS);
                } else if (line.startsWith("{")) {
                    events.add(Json.readObject(line));
                } else if (line.startsWith("refused")) {
                    say("webhook    %s", line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String publish() throws Exception {
        var file = Map.of("filename", workflow.getFileName().toString(), "content", Files.readString(workflow));
        var answer = post("/workflows", Map.of("name", "patient-record", "files", List.of(file)));
        say("published  %s as workflow %s", workflow, answer.get("workflowId"));
        return answer.get("workflowId").toString();
    }

    private String startRun(String workflowId) throws Exception {
        var params = new LinkedHashMap<String, Object>();
        params.put("PATIENT_NAME", patient);
        params.put("PORTAL_URL", "http://10.0.2.2:" + portalPort);
        var body = new LinkedHashMap<String, Object>();
        body.put("workflow_id", workflowId);
        body.put("workflow_params", params);
        body.put("webhook_callback", "http://127.0.0.1:%d/".formatted(receiverPort));
        say("%n$ %s%n", curl(Json.write(body)));
        var answer = post("/runs", body);
        say("%s", Json.write(answer));
        return answer.get("messageId").toString();
    }

    private String curl(String body) {
        return "curl -X POST %s/runs -H 'x-api-key: %s' -H 'content-type: application/json' -d '%s'"
                .formatted(url, key, body);
    }

    /** Tells what happens until the last webhook; whether the run completed. */
    private boolean show(String run) throws Exception {
        Thread.ofVirtual().start(() -> followLog(run));
        var deadline = Instant.now().plus(RUNS_WITHIN);
        boolean watched = false;
        while (Instant.now().isBefore(deadline)) {
            var event = events.poll(200, TimeUnit.MILLISECONDS);
            if (!watched && get("/runs/" + run).get("liveViewUrl") instanceof String link) {
                watched = true;
                say("watch      %s", link);
            }
            if (event == null || !run.equals(event.get("message_id"))) {
                continue;
            }
            say("webhook    %s, signature verified", event.get("status"));
            if ("processing".equals(event.get("status"))) {
                continue;
            }
            unpack(event);
            return "success".equals(event.get("status"));
        }
        throw new Problem("No webhook told the end of the run:\n" + tail("server"));
    }

    private void followLog(String run) {
        var request = api("/runs/" + run + "/logs").header("Accept", "text/event-stream").build();
        try (var lines = new BufferedReader(new InputStreamReader(http.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    var entry = Json.readObject(line.substring(5));
                    say("%s %s", "step".equals(entry.get("stream")) ? "step      " : "log       ", entry.get("line"));
                }
            }
        } catch (IOException e) {
            say("log        (broke off: %s)", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows the result and fetches what the run left, by the presigned URLs alone. */
    private void unpack(Map<String, ?> event) throws Exception {
        say("%n%s", event.containsKey("result") ? "result     " + Json.write(event.get("result")) : "error      " + event.get("error"));
        if (event.get("assets") instanceof String assets) {
            try (var zip = new ZipInputStream(new ByteArrayInputStream(download(assets)))) {
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    var file = output.resolve(entry.getName()).normalize();
                    if (!entry.isDirectory() && file.startsWith(output)) {
                        Files.createDirectories(file.getParent());
                        Files.write(file, zip.readAllBytes());
                        say("unpacked   %s (%d bytes)", file, Files.size(file));
                    }
                }
            }
        }
        for (var kind : Map.of("recording", "recording.mp4", "logs", "logs.jsonl").entrySet()) {
            if (event.get(kind.getKey()) instanceof String link) {
                var file = Files.write(output.resolve(kind.getValue()), download(link));
                say("fetched    %s (%d bytes)", file, Files.size(file));
            }
        }
    }

    private int then(String program) throws Exception {
        var builder = new ProcessBuilder(program).inheritIO();
        builder.environment().putAll(Map.of("NEN_API_URL", url, "NEN_API_KEY", key));
        return builder.start().waitFor();
    }

    private void tryNext(String workflowId) {
        say(
                """

                The server stays up. Try in another terminal:

                  export NEN_API_KEY=%1$s
                  curl -H "x-api-key: $NEN_API_KEY" %2$s/runs
                  curl -H "x-api-key: $NEN_API_KEY" %2$s/workflows/%3$s
                  NEN_API_URL=%2$s dev/handwright run start patient-record -p PATIENT_NAME="Zoë Müller" -p PORTAL_URL=http://10.0.2.2:%4$d --wait
                  NEN_API_URL=%2$s dev/handwright run start patient-record -p PATIENT_NAME="Nobody" -p PORTAL_URL=http://10.0.2.2:%4$d --wait

                Ctrl-C ends everything.""",
                key, url, workflowId, portalPort);
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("x-api-key", key);
    }

    private Map<String, ?> get(String path) throws Exception {
        return answer(api(path).GET());
    }

    private Map<String, ?> post(String path, Object body) throws Exception {
        return answer(
                api(path).header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private Map<String, ?> answer(HttpRequest.Builder request) throws Exception {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new Problem("%s answered %d: %s%n%s".formatted(answer.uri(), answer.statusCode(), answer.body(), tail("server")));
        }
        return Json.readObject(answer.body());
    }

    private byte[] download(String link) throws Exception {
        var answer = http.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new Problem(link + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    private Process start(String name, Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        synchronized (started) {
            started.push(process);
        }
        return process;
    }

    /** Ctrl-C comes here: last started, first ended; each has its time to clean up. */
    private void stop() {
        var ending = new ArrayList<Process>();
        synchronized (started) {
            ending.addAll(started);
        }
        for (var process : ending) {
            process.destroy();
        }
        for (var process : ending) {
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!ending.isEmpty()) { // otherwise they belong to another demo
            delete(data);
            delete(runtime); // its rooms have ended; a mount that is still there cannot be deleted
        }
    }

    private void awaitLine(Process process, String start) throws Exception {
        var name = start.equals("Listening") ? "receiver" : "portal";
        var deadline = Instant.now().plus(STARTS_WITHIN);
        while (Instant.now().isBefore(deadline)) {
            if (Files.readString(log(name)).contains(start)) {
                return;
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new Problem("The " + name + " did not start:\n" + tail(name));
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(folder + " stays behind: " + e);
        }
    }

    /** What the first start of the server wrote for its owner. */
    private String firstStart(String name) throws IOException {
        return Files.readAllLines(data.resolve("first-start.env")).stream()
                .filter(it -> it.startsWith(name + "="))
                .map(it -> it.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new Problem("first-start.env has no " + name));
    }

    private Path log(String name) {
        return output.resolve(name + ".log");
    }

    private String tail(String name) throws IOException {
        var lines = Files.readAllLines(log(name));
        return lines.subList(Math.max(0, lines.size() - 25), lines.size()).stream()
                .collect(Collectors.joining("\n", "--- the end of " + log(name) + "\n", ""));
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    private static String setting(String name, String otherwise) {
        var value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static int port(String name, int otherwise) {
        return Integer.parseInt(setting(name, "" + otherwise));
    }

    private static synchronized void say(String text, Object... values) {
        IO.println(values.length == 0 ? text : text.formatted(values));
    }

    /** What a person must know or do; shown without a stack. */
    private static final class Problem extends RuntimeException {
        Problem(String message) {
            super(message);
        }
    }
}
