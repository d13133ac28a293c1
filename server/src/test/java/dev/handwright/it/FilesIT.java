package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large files through a server and a launcher that have far less memory than the files need. */
@Tag("check")
@Timeout(180)
final class FilesIT {
    private static final int LIMIT = 100 << 20;

    private static RealServer server;
    private static HttpClient client;
    private static String files;

    @BeforeAll
    static void start() throws Exception {
        server = RealServer.start(Map.of("desktops.pool", "0"));
        client = HttpClient.newHttpClient();
        var answer = send("/desktops", it -> it.POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(server.log()).isEqualTo(201);
        files = "/desktops/%s/files".formatted(Json.readObject(answer.body()).get("desktop_id"));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void theLargestFileGoesInAndComesOutAndOneByteMoreDoesNot() throws Exception {
        assertThat(upload("largest", LIMIT).body())
                .isEqualTo("{\"success\":true,\"size\":104857600,\"filename\":\"largest\"}");
        assertThat(download("largest")).isEqualTo(LIMIT);
        assertThat(send(files + "/largest", HttpRequest.Builder::DELETE).statusCode())
                .isEqualTo(204);

        assertThat(upload("larger", LIMIT + 1L).statusCode()).isEqualTo(413);
        assertThat(list()).doesNotContain("larg");
    }

    /** 400 MiB at a time; the server has 192 MiB of heap, and so has the launcher. */
    @Test
    void tenUploadsAtATimeNeedNoMemory() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var uploads = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < 10; i++) {
                var name = "parallel " + i;
                uploads.add(threads.submit(() -> upload(name, 40 << 20)));
            }
            for (var upload : uploads) {
                assertThat(upload.get().statusCode()).as(upload.get().body()).isEqualTo(200);
            }
        }
        for (int i = 0; i < 10; i++) {
            assertThat(download("parallel " + i)).isEqualTo(40 << 20);
            send(files + "/parallel%20" + i, HttpRequest.Builder::DELETE);
        }
    }

    @Test
    void aServerKilledInTheMiddleLeavesNothing() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var head =
                    "POST %s/half HTTP/1.1\r\nHost: x\r\nx-api-key: %s\r\nContent-Length: 9000000\r\n\r\n"
                            .formatted(files, server.key());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(new byte[8_000_000]);
            server.kill();
        }
        server.startAgain();

        assertThat(list()).doesNotContain("half");
    }

    private static String list() throws Exception {
        return send(files, HttpRequest.Builder::GET).body();
    }

    private static HttpResponse<String> upload(String name, long size) throws Exception {
        var body =
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> new Pattern(size)), size);
        return send(files + "/" + name.replace(" ", "%20"), it -> it.POST(body));
    }

    /** Bytes, all of them the pattern's. */
    private static long download(String name) throws Exception {
        var request = to(files + "/" + name.replace(" ", "%20")).GET().build();
        try (var body = client.send(request, BodyHandlers.ofInputStream()).body();
                var check = new PatternCheck()) {
            return body.transferTo(check);
        }
    }

    private static HttpResponse<String> send(
            String path, java.util.function.UnaryOperator<HttpRequest.Builder> what)
            throws Exception {
        return client.send(what.apply(to(path)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + server.key());
    }

    /** So many bytes, each told by its place. */
    private static final class Pattern extends InputStream {
        private final long size;
        private long at;

        Pattern(long size) {
            this.size = size;
        }

        static byte of(long place) {
            return (byte) (place ^ place >>> 13);
        }

        @Override
        public int read() {
            return at == size ? -1 : of(at++) & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at == size) {
                return -1;
            }
            int count = (int) Math.min(length, size - at);
            for (int i = 0; i < count; i++) {
                into[offset + i] = of(at++);
            }
            return count;
        }
    }

    private static final class PatternCheck extends OutputStream {
        private long at;

        @Override
        public void write(int b) throws IOException {
            if ((byte) b != Pattern.of(at++)) {
                throw new IOException("byte %d is another".formatted(at - 1));
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                write(bytes[offset + i]);
            }
        }
    }
}
