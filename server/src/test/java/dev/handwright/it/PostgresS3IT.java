package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.fakes.TestPostgres;
import dev.handwright.fakes.TestS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A run whose rows are in PostgreSQL and whose files are in S3: what its webhook links to is
 * fetched from the store, without the server.
 */
@Tag("full")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class PostgresS3IT {
    private static final String CODE =
            """
            import hashlib, random
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                size: int

            class Result(BaseModel):
                sha256: str

            def run(params: Params) -> Result:
                computer = Computer()
                for step in range(8):
                    computer.click_at(100 + 50 * step, 300)
                    computer.wait_until_still(quiet=0.3, timeout=3)
                data = random.Random(7).randbytes(params.size)
                open("/assets/large.bin", "wb").write(data)
                open("note.txt", "w").write("hello from the assets")
                print("hello from the log", flush=True)
                return Result(sha256=hashlib.sha256(data).hexdigest())
            """;

    /** More than a part of a multipart upload. */
    private static final int SIZE = 12 << 20;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatAWebhookLinksToIsServedByTheStore() throws Exception {
        var settings = new HashMap<>(TestS3.named(TestS3.newBucket()));
        settings.put("storage.database", TestPostgres.fresh());
        try (http;
                var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server = RealServer.start(settings)) {
            var workflow = server.publish("workflow.py", CODE);
            var run = server.run(workflow, Map.of("size", SIZE), receiver.url());
            Await.that(Duration.ofMinutes(2), () -> receiver.posts().size() == 2);
            var event = Json.readObject(receiver.posts().getLast().text());
            assertThat(event).as(server.log()).containsEntry("status", "success");

            assetsAreWhatWasWritten(get(event, "assets"), String.valueOf(event.get("result")));
            var film = get(event, "recording");
            assertThat(new String(film, 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ftyp");
            var log = new String(get(event, "logs"), StandardCharsets.UTF_8);
            assertThat(log).contains("hello from the log").contains("computer.click_at");
            assertThat(server.logs(run)).isEqualTo(log);

            var read = Json.readObject(server.get("/runs/" + run).text());
            for (var name : List.of("assets", "recording", "logs")) {
                assertThat(get(read, name)).as(name).isEqualTo(get(event, name));
                signaturesAreChecked(url(event, name));
            }
            nothingIsOnDisk(server);
        }
    }

    private static void assetsAreWhatWasWritten(byte[] assets, String result) throws Exception {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(assets))) {
            int files = 0;
            for (var file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
                var content = zip.readAllBytes();
                if (file.getName().equals("assets/note.txt")) {
                    assertThat(content).asString().isEqualTo("hello from the assets");
                    files++;
                } else if (file.getName().equals("assets/large.bin")) {
                    var hash = MessageDigest.getInstance("SHA-256").digest(content);
                    assertThat(result).contains(HexFormat.of().formatHex(hash));
                    files++;
                }
            }
            assertThat(files).isEqualTo(2);
        }
    }

    private void signaturesAreChecked(URI url) throws Exception {
        var changed =
                URI.create(url.toString().replaceFirst("X-Amz-Expires=\\d+", "X-Amz-Expires=9"));
        assertThat(changed).isNotEqualTo(url);
        assertThat(fetch(changed).statusCode()).isEqualTo(403);
        assertThat(fetch(URI.create(url.toString().replaceFirst("\\?.*", ""))).statusCode())
                .isEqualTo(403);
    }

    private byte[] get(Map<String, Object> event, String name) throws Exception {
        var url = url(event, name);
        assertThat(url.getAuthority()).isEqualTo(TestS3.address().getAuthority());
        var answer = fetch(url);
        assertThat(answer.statusCode()).as(name).isEqualTo(200);
        return answer.body();
    }

    private static URI url(Map<String, Object> event, String name) {
        return URI.create(String.valueOf(event.get(name)));
    }

    private HttpResponse<byte[]> fetch(URI url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void nothingIsOnDisk(RealServer server) throws IOException {
        assertThat(server.data().resolve("handwright.db")).doesNotExist();
        try (var files = Files.walk(server.data())) {
            assertThat(files.filter(Files::isRegularFile).map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder("server.keys", "node.id", "first-start.env");
        }
    }
}
