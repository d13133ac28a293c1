package dev.handwright.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a server, against one that answers what a test tells it to. */
final class ApiCommandsTest {
    private static final String ID = "0198a000-0000-7000-8000-000000000001";

    @TempDir private Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    record Answer(int status, String body) {}

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        environment.put("NEN_API_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        environment.put("NEN_API_KEY", "sk_nen_test");
        environment.put("HOME", folder.toString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void deployMakesAWorkflowNamedLikeItsFolder() throws IOException {
        answers.put("GET /workflows", new Answer(200, "{\"workflows\":[]}"));
        answers.put("POST /workflows", published(1));
        assertThat(run("workflow", "deploy", workflow("hello").toString())).isZero();
        assertThat(out.toString()).isEqualTo("hello version 1 is published: " + ID + "\n");
        assertThat(requests)
                .anyMatch(it ->
                        it.startsWith("POST /workflows sk_nen_test")
                                && it.contains("\"filename\":\"workflow.py\"")
                                && it.contains("\"name\":\"hello\""));
    }

    @Test
    void nodesAreListed() {
        answers.put(
                "GET /nodes",
                new Answer(
                        200,
                        "{\"nodes\":[{\"nodeId\":\"node_1\",\"alive\":true,\"state\":\"alive\",\"answered\":true,"
                                + "\"roles\":[\"api\"],\"runs\":1,\"desktops\":2,\"url\":\"http://a\"}]}"));
        assertThat(run("nodes")).isZero();
        assertThat(out.toString()).isEqualTo("node_1  alive  [api]  1  2  http://a\n");
    }

    @Test
    void deployOfAKnownNameIsANewVersion() throws IOException {
        answers.put(
                "GET /workflows",
                new Answer(
                        200,
                        "{\"workflows\":[{\"workflowId\":\"%s\",\"name\":\"hello\"}]}"
                                .formatted(ID)));
        answers.put("PUT /workflows/" + ID, published(2));
        assertThat(run("workflow", "deploy", "-q", workflow("hello").toString())).isZero();
        assertThat(out.toString()).isEqualTo(ID + "\n");
    }

    @Test
    void eachProblemIsShownWithFileAndLine() throws IOException {
        answers.put("GET /workflows", new Answer(200, "{\"workflows\":[]}"));
        answers.put(
                "POST /workflows",
                new Answer(
                        400,
                        """
                        {"error":"Invalid workflow","message":"The files are not a workflow.",
                         "problems":[{"file":"workflow.py","line":3,"message":"invalid syntax"}]}
                        """));
        assertThat(run("workflow", "deploy", workflow("hello").toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("workflow.py:3: invalid syntax\n");
    }

    @Test
    void startSendsParametersAsGiven() {
        answers.put("POST /runs", new Answer(202, "{\"messageId\":\"%s\"}".formatted(ID)));
        assertThat(run("run", "start", ID, "-p", "PATIENT_NAME=Jane Doe", "-q")).isZero();
        assertThat(out.toString()).isEqualTo(ID + "\n");
        assertThat(requests)
                .anyMatch(it -> it.contains("\"workflow_params\":{\"PATIENT_NAME\":\"Jane Doe\"}"));
    }

    @Test
    void retentionIsSetAsAWholeAndShown() {
        answers.put("PUT /retention", new Answer(200, "{\"runs_days\":90}"));
        assertThat(run("retention", "set", "--runs", "90")).isZero();
        assertThat(requests).anyMatch(it -> it.endsWith("{\"runs_days\":90}"));
        assertThat(out.toString())
                .isEqualTo("Days after the end: runs 90, files for ever, recordings for ever.\n");
    }

    @Test
    void schedulesAreMadeAndDeleted() {
        answers.put("POST /schedules", new Answer(201, "{\"scheduleId\":\"sch_1\"}"));
        answers.put("DELETE /schedules/sch_1", new Answer(204, ""));
        run("schedules", "create", ID, "30 6 * * 1-5", "-z", "Europe/Berlin", "--paused");
        assertThat(requests).anyMatch(it -> it.contains("\"time_zone\":\"Europe/Berlin\""));
        assertThat(run("schedules", "delete", "sch_1")).isZero();
        assertThat(out.toString()).endsWith("Schedule sch_1 is deleted.\n");
    }

    @Test
    void waitingShowsTheLogAndFailsWithTheRun() {
        answers.put("POST /runs", new Answer(202, "{\"messageId\":\"%s\"}".formatted(ID)));
        answers.put(
                "GET /runs/" + ID + "/logs",
                new Answer(
                        200,
                        """
                        id: 1
                        data: {"at":"2026-11-22T08:30:00.123Z","stream":"stdout","line":"hello"}

                        """));
        answers.put(
                "GET /runs/" + ID,
                new Answer(200, "{\"status\":\"failed\",\"error\":\"no such patient\"}"));
        assertThat(run("run", "start", ID, "--wait")).isEqualTo(1);
        assertThat(out.toString())
                .contains("08:30:00 stdout  hello")
                .contains("error        no such patient");
    }

    @Test
    void cancelSaysWhatBecameOfTheRun() {
        answers.put(
                "POST /runs/" + ID + "/cancel",
                new Answer(200, "{\"messageId\":\"%s\",\"status\":\"cancelled\"}".formatted(ID)));
        assertThat(run("run", "cancel", ID)).isZero();
        assertThat(out.toString()).contains("is asked to stop");

        answers.put(
                "POST /runs/" + ID + "/cancel",
                new Answer(409, "{\"error\":\"Conflict\",\"message\":\"The run has ended.\"}"));
        assertThat(run("run", "cancel", ID)).isEqualTo(1);
        assertThat(err.toString()).contains("The run has ended.");
    }

    @Test
    void aCommandThatIsNotThereIsAUsageError() {
        assertThat(run("rum", "list")).isEqualTo(2);
        assertThat(err.toString()).contains("Unmatched").contains("rum");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "launcher", "keys", "workflow", "run");
    }

    @Test
    void withoutAKeyItSaysWhereOneCanBeGiven() {
        environment.remove("NEN_API_KEY");
        assertThat(run("run", "list")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--api-key")
                .contains("NEN_API_KEY")
                .contains(folder + "/.config/handwright/config");
    }

    @Test
    void theUsersFileHoldsKeyAndUrlAndMustBePrivate() throws IOException {
        var file = folder.resolve(".config/handwright/config");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "url = " + environment.remove("NEN_API_URL") + "\nkey = sk_nen_file\n");
        environment.remove("NEN_API_KEY");
        answers.put("GET /workflows", new Answer(200, "{\"workflows\":[]}"));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("workflow", "list")).isEqualTo(2);
        assertThat(err.toString()).contains("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(run("workflow", "list")).isZero();
        assertThat(requests).anyMatch(it -> it.startsWith("GET /workflows sk_nen_file"));
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        server.stop(0);
        assertThat(run("run", "status", ID)).isEqualTo(1);
        assertThat(err.toString())
                .contains("No server answers at " + environment.get("NEN_API_URL"));
    }

    @Test
    void aWrongKeyIsSaidToBeWrong() {
        answers.put(
                "GET /runs/" + ID,
                new Answer(401, "{\"error\":\"Unauthorized\",\"message\":\"Unknown API key.\"}"));
        assertThat(run("run", "status", ID)).isEqualTo(1);
        assertThat(err.toString()).startsWith("Unknown API key.\nCheck --api-key");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run("run", "list", "--colour")).isEqualTo(2);
    }

    @Test
    void filesOfADesktopAreListed() {
        answers.put(
                "GET /desktops/dsk_1/files",
                new Answer(
                        200,
                        """
                        {"files":[{"name":"a b.txt","size":7,"modified":1779229492.703},
                        {"name":"Documents","size":0,"modified":1779229490.0,"is_dir":true}]}
                        """));
        assertThat(run("desktop", "files", "list", "dsk_1", "-p", "x/y z")).isZero();
        assertThat(out.toString().lines().map(it -> it.replaceAll(" {2,}", "  ")))
                .containsExactly(
                        "a b.txt  7  2026-05-19T22:24:52Z",
                        "Documents/  <DIR>  2026-05-19T22:24:50Z");
        out.getBuffer().setLength(0);
        assertThat(run("desktop", "files", "list", "-q", "dsk_1")).isZero();
        assertThat(out.toString()).isEqualTo("a b.txt\nDocuments/\n");
        out.getBuffer().setLength(0);
        assertThat(run("desktop", "files", "list", "--json", "dsk_1")).isZero();
        assertThat(out.toString()).startsWith("{\"files\":[{\"name\":\"a b.txt\",");
    }

    @Test
    void aFileIsUploadedAsItIs() throws IOException {
        answers.put(
                "POST /desktops/dsk_1/files/100% ü",
                new Answer(200, "{\"success\":true,\"size\":5,\"filename\":\"100% ü\"}"));
        var file = Files.writeString(folder.resolve("local.txt"), "{a=b}");
        assertThat(
                        run(
                                "desktop",
                                "files",
                                "upload",
                                "dsk_1",
                                file.toString(),
                                "--name",
                                "100% ü",
                                "--content-type",
                                "text/x",
                                "--path",
                                "in"))
                .isZero();
        assertThat(out.toString()).isEqualTo("100% ü is uploaded, 5 bytes.\n");
        assertThat(requests).containsExactly("POST /desktops/dsk_1/files/100% ü sk_nen_test {a=b}");
        assertThat(run("desktop", "files", "upload", "dsk_1", folder + "/missing")).isEqualTo(1);
    }

    @Test
    void aDownloadNeverOverwritesUnasked() throws IOException {
        answers.put("GET /desktops/dsk_1/files/a.txt", new Answer(200, "fresh"));
        var target = folder.resolve("a.txt");
        var line =
                new String[] {"desktop", "files", "download", "dsk_1", "a.txt", "-o", target + ""};
        assertThat(run(line)).isZero();
        assertThat(target).hasContent("fresh");
        Files.writeString(target, "mine");
        assertThat(run(line)).isEqualTo(1);
        assertThat(target).hasContent("mine");
        line[5] = "-fo";
        assertThat(run(line)).isZero();
        assertThat(target).hasContent("fresh");

        assertThat(run("desktop", "files", "download", "dsk_1", "b", "-o", folder + "/b"))
                .isEqualTo(1);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(target);
        }
    }

    private Path workflow(String name) throws IOException {
        var made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve("workflow.py"), "def run(params): ...\n");
        return made;
    }

    private static Answer published(int version) {
        return new Answer(201, "{\"workflowId\":\"%s\",\"version\":%d}".formatted(ID, version));
    }

    private int run(String... arguments) {
        return new Cli(
                        new NoProgram(),
                        environment,
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(arguments);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var called = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            requests.add(
                    called + " " + exchange.getRequestHeaders().getFirst("x-api-key") + " " + body);
            var answer = answers.getOrDefault(called, new Answer(404, "{\"error\":\"no\"}"));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** These commands need nothing of this machine. */
    private static final class NoProgram implements Program {
        @Override
        public String newServerKey() {
            throw new AssertionError("server key");
        }

        @Override
        public boolean rotateServerKeys(SettingsFlags flags) {
            throw new AssertionError("server keys");
        }

        @Override
        public int serve(SettingsFlags flags) {
            throw new AssertionError("serve");
        }

        @Override
        public int launcher(SettingsFlags flags) {
            throw new AssertionError("launcher");
        }

        @Override
        public int migrate(SettingsFlags flags, boolean onlyTell) {
            throw new AssertionError("migrate");
        }

        @Override
        public int copyDatabase(SettingsFlags flags, Path file) {
            throw new AssertionError("copy database");
        }

        @Override
        public int onWorkspaces(SettingsFlags flags, ToIntFunction<Workspaces> work) {
            throw new AssertionError("workspaces");
        }

        @Override
        public int onSigningSecrets(
                SettingsFlags flags, ToIntBiFunction<Workspaces, SigningSecrets> work) {
            throw new AssertionError("signing secrets");
        }

        @Override
        public int onWebhookSecrets(
                SettingsFlags flags, ToIntBiFunction<Workspaces, WebhookSecrets> work) {
            throw new AssertionError("webhook secrets");
        }
    }
}
