package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDrive;
import dev.handwright.fakes.MemorySigningSecretStore;
import dev.handwright.fakes.MemoryWorkspaceStore;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP: what reaches the drive, and what comes back. */
@Timeout(60)
final class FileRoutesTest {
    private static final int LIMIT = 100 << 20;

    private final FakeDrive drive = new FakeDrive();
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;
    private String key;

    @BeforeEach
    void start() {
        start(Duration.ofMinutes(1));
    }

    private void start(Duration uploadTime) {
        var settings =
                Loopback.settings(
                        ByteSize.mebibytes(1), 16, Duration.ofSeconds(20), Duration.ofSeconds(5));
        var ids = new CountingIds();
        var workspaces = new Workspaces(new MemoryWorkspaceStore(), new FakeClock(), ids);
        var workspace = workspaces.create("test").id();
        key = workspaces.createKey(workspace, "test", Set.of(KeyScope.DESKTOPS)).text();
        var routes =
                new FileRoutes(
                                request -> {
                                    if (request.path("id").equals("dsk_1")) {
                                        return drive;
                                    }
                                    throw Problem.notFound("There is no such desktop.");
                                },
                                uploadTime)
                        .routes();
        var signing = MemorySigningSecretStore.secrets(new FakeClock(), ids);
        server = new Server(settings, workspaces, signing, ids, Metrics.none(), routes);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100%.txt",
                "a b+c&d=e.txt",
                "-rf",
                ".hidden",
                "...",
                "%2e%2e",
                "%2F",
                "a;b=c;.txt",
                "?a#b",
                "日本語 עברית 👩‍👩‍👧.txt",
                "cafe\u0301",
                "\ufffd",
                "\u202etxt.exe",
                " x ",
                "files"
            })
    void aNameComesBackAsItWasGiven(String name) throws Exception {
        var up = send("POST", "/" + escape(name), "content");

        assertThat(up.statusCode()).isEqualTo(200);
        assertThat(Json.readObject(up.body()))
                .containsExactly(
                        Map.entry("success", true),
                        Map.entry("size", 7),
                        Map.entry("filename", name));
        assertThat(drive.content).containsOnlyKeys(name);
        var down = send("GET", "/" + escape(name), "");
        assertThat(down.body()).isEqualTo("content");
        assertThat(send("DELETE", "/" + escape(name), "").statusCode()).isEqualTo(204);
        assertThat(drive.content).isEmpty();
    }

    @Test
    void aNameMayBeSentWithoutEscapesThatItDoesNotNeed() throws Exception {
        assertThat(raw("POST /desktops/dsk_1/files/a+b;c=d,e@f:g.txt")).startsWith("HTTP/1.1 200");
        assertThat(raw("POST /desktops/dsk_1/files/%7e%2Dx/")).startsWith("HTTP/1.1 200");

        assertThat(drive.content).containsOnlyKeys("a+b;c=d,e@f:g.txt", "~-x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2Fb",
                "%2F",
                "a%2fb",
                "%2e%2e%2fa",
                "a%5Cb",
                "%5c",
                "%00",
                "a%00b",
                "a%0Ab",
                "%7F",
                "%C2%85",
                "%FF",
                "%C0%AF",
                "%ED%A0%80",
                "%",
                "%4",
                "%zz",
                ".",
                "..",
                "%2e",
                "%2E%2e",
                ".%2e",
                "..;x",
                "a\\b"
            })
    void otherNamesAreRefused(String escaped) throws Exception {
        for (var method : List.of("POST", "GET", "DELETE")) {
            var answer = raw(method + " /desktops/dsk_1/files/" + escaped);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":");
        }
        assertThat(drive.content).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/etc",
                "a//b",
                "a/",
                ".",
                "..",
                "a/../b",
                "a/./b",
                "../x",
                "%2e%2e",
                "a\\b",
                "a%00",
                "%0a",
                "%FF",
                "%C0%AE%C0%AE",
                "%",
                "a%2F..%2Fb",
                "%2Fetc"
            })
    void otherPathsAreRefused(String escaped) throws Exception {
        drive.content.put("a/b", new byte[1]);
        for (var target : List.of("GET ", "POST /x", "GET /b", "DELETE /b")) {
            var line = target.replace(" ", " /desktops/dsk_1/files") + "?path=" + escaped;
            assertThat(raw(line))
                    .as(line)
                    .startsWith("HTTP/1.1 400")
                    .contains("{\"error\":\"The query");
        }
        assertThat(drive.content).containsOnlyKeys("a/b");
    }

    @Test
    void anEmptyPathIsTheSharedFolder() throws Exception {
        drive.content.put("a", new byte[1]);
        assertThat(send("GET", "?path=", "").body()).contains("\"a\"");
        assertThat(send("GET", "?path&other=1", "").body()).contains("\"a\"");
        assertThat(send("GET", "/a?path=", "").statusCode()).isEqualTo(200);
    }

    @Test
    void foldersAreGivenByPath() throws Exception {
        assertThat(send("POST", "/c.txt?path=a%20b%2F+%25%2Bd", "x").statusCode()).isEqualTo(200);
        assertThat(drive.content).containsOnlyKeys("a b/ %+d/c.txt");

        assertThat(send("GET", "", "").body())
                .isEqualTo(
                        "{\"files\":[{\"name\":\"a b\",\"size\":0,\"modified\":1.500000,\"is_dir\":true}]}");
        assertThat(send("GET", "?path=a+b/%20%25%2Bd", "").body())
                .isEqualTo("{\"files\":[{\"name\":\"c.txt\",\"size\":1,\"modified\":1.500000}]}");
        assertThat(send("GET", "?path=missing", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/missing", "").body()).startsWith("{\"error\":\"There is no file");
        assertThat(send("DELETE", "/missing", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aDownloadCannotRunAsAPageOfOurs() throws Exception {
        drive.content.put("a \"b\" ü.html", "<script>".getBytes(StandardCharsets.UTF_8));

        var headers = send("GET", "/" + escape("a \"b\" ü.html"), "").headers();

        assertThat(headers.firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(headers.firstValue("Content-Length")).hasValue("8");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; sandbox");
        assertThat(headers.firstValue("Content-Disposition"))
                .hasValue(
                        "attachment; filename=\"a _b_ _.html\";"
                                + " filename*=UTF-8''a%20%22b%22%20%C3%BC.html");
    }

    @Test
    void exactlyTheLimitIsTakenAndOneByteMoreIsNot() throws Exception {
        for (var announced : List.of(true, false)) {
            assertThat(upload(LIMIT, announced).statusCode()).isEqualTo(200);
            assertThat(drive.content.remove("big")).hasSize(LIMIT);

            var refused = upload(LIMIT + 1, announced);
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).isEqualTo("{\"error\":\"A file has at most 100 MiB.\"}");
            assertThat(drive.content).isEmpty();
        }
    }

    private HttpResponse<String> upload(int size, boolean announced) throws Exception {
        var zeros = new byte[1 << 16];
        var parts = java.util.Collections.nCopies(size / zeros.length, zeros);
        var all = new java.util.ArrayList<>(parts);
        all.add(new byte[size % zeros.length]);
        var body = BodyPublishers.ofByteArrays(all);
        return client.send(
                to("/big")
                        .POST(announced ? BodyPublishers.fromPublisher(body, size) : body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aClientThatWaitsIsToldBeforeItSends() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            head(
                                    "POST /desktops/dsk_1/files/a",
                                    "Expect: 100-continue\r\nContent-Length: 104857601\r\n"));
            assertThat(socket.getInputStream().readNBytes(12)).asString().endsWith(" 413");
        }
    }

    @Test
    void aSlowUploadIsEnded() throws Exception {
        server.close();
        start(Duration.ofMillis(50));
        var headers = "Expect: 100-continue\r\nContent-Length: 1000\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(head("POST /desktops/dsk_1/files/a", headers));
            socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            long late = System.nanoTime() + Duration.ofMillis(100).toNanos();
            Await.that(Duration.ofSeconds(20), () -> System.nanoTime() > late);
            socket.getOutputStream().write(new byte[1000]);
            assertThat(socket.getInputStream().readNBytes(12)).asString().endsWith(" 408");
        }
    }

    @Test
    void anInterruptedUploadIsNone() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(head("POST /desktops/dsk_1/files/a", "Content-Length: 1000\r\n"));
            socket.getOutputStream().write(new byte[999]);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        assertThat(drive.content).isEmpty();
    }

    @Test
    void aFullDesktopIs507AndTheConnectionGoesOn() throws Exception {
        drive.full = true;
        var answer = send("POST", "/a", "x".repeat(3_000_000));

        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.body()).isEqualTo("{\"error\":\"The desktop has no room left.\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/html; charset=utf-16",
                "nonsense",
                ""
            })
    void anyContentTypeIsTakenAsBytes(String type) throws Exception {
        var request = to("/a").POST(BodyPublishers.ofString("path=b&%zz={"));
        var answer =
                client.send(
                        (type.isEmpty() ? request : request.header("Content-Type", type)).build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(drive.content.get("a")).asString().isEqualTo("path=b&%zz={");
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        assertThat(send("POST", "/a", "").body()).contains("\"size\":0");
        assertThat(send("GET", "/a", "").headers().firstValue("Content-Length")).hasValue("0");
    }

    @Test
    void another404IsAnsweredAfterTheBodyToo() throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/desktops/dsk_2/files/a"
                                                .formatted(server.port())))
                        .header("x-api-key", key)
                        .POST(BodyPublishers.ofByteArray(new byte[5_000_000]));

        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"There is no such desktop.\"}");
    }

    @Test
    void whatIsOpenIsClosedAlsoWhenTheClientHasGone() throws Exception {
        drive.content.put("large", new byte[50 << 20]);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(head("GET /desktops/dsk_1/files/large", ""));
            socket.getInputStream().readNBytes(1000);
        }
        Await.that(Duration.ofSeconds(20), () -> drive.open.get() == 0);
    }

    private HttpResponse<String> send(String method, String rest, String body) throws Exception {
        return client.send(
                to(rest).method(method, BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String rest) {
        var url = "http://127.0.0.1:%d/desktops/dsk_1/files%s".formatted(server.port(), rest);
        return HttpRequest.newBuilder(URI.create(url)).header("x-api-key", key);
    }

    /** The whole answer to a request line that no URL class would send. */
    private String raw(String line) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(head(line, "Connection: close\r\nContent-Length: 0\r\n"));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private byte[] head(String line, String headers) {
        return (line + " HTTP/1.1\r\nHost: x\r\nx-api-key: " + key + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String escape(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
