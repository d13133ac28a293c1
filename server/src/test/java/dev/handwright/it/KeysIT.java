package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys over HTTP. */
@Tag("database")
final class KeysIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theFirstStartLeavesAKeyInAPrivateFile() throws IOException {
        assertThat(server.key()).matches("sk_nen_[0-9a-z]{52}");
        assertThat(server.firstStart().get("HANDWRIGHT_WORKSPACE_ID")).startsWith("ws_");
        for (var name : List.of("first-start.env", "server.keys")) {
            var mode = Files.getPosixFilePermissions(server.data().resolve(name));
            assertThat(PosixFilePermissions.toString(mode)).as(name).isEqualTo("rw-------");
        }
        var mode = Files.getPosixFilePermissions(server.data());
        assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rwx------");
    }

    @Test
    void eitherHeaderIsTakenInAnyCase() {
        assertThat(status("X-API-KEY", server.key())).isEqualTo(200);
        assertThat(status("authorization", "bearer " + server.key())).isEqualTo(200);
        assertThat(status("Authorization", "Bearer " + server.key())).isEqualTo(200);
    }

    @Test
    void aMissingOrUnknownKeyIsRefused() {
        for (var value : List.of("", "wrong", "sk_nen_wrong")) {
            assertThat(status("x-api-key", value)).isEqualTo(401);
        }
        assertThat(status("Authorization", "Basic eDp5")).isEqualTo(401);
        var answer = server.send(server.to("/keys"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json()).containsOnlyKeys("error", "message");
    }

    @Test
    void aKeyIsMadeUsedListedAndRevoked() {
        var made = server.post("/keys", Map.of("label", "ci", "scopes", List.of("admin")));
        assertThat(made.status()).isEqualTo(201);
        var text = String.valueOf(made.json().get("key"));
        var id = String.valueOf(made.json().get("keyId"));
        assertThat(status("x-api-key", text)).isEqualTo(200);

        var listed = server.get("/keys").text();
        assertThat(listed).contains(id).doesNotContain(text);

        assertThat(server.delete("/keys/" + id).status()).isEqualTo(204);
        assertThat(status("x-api-key", text)).isEqualTo(401);
        assertThat(server.delete("/keys/" + id).status()).isEqualTo(404);
    }

    @Test
    void aLesserKeyMayNotMakeKeys() {
        var made = server.post("/keys", Map.of("scopes", List.of("runs", "workflows")));
        var text = String.valueOf(made.json().get("key"));
        assertThat(status("x-api-key", text)).isEqualTo(403);
        var stronger =
                server.send(
                        server.to("/keys")
                                .header("x-api-key", text)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                Json.write(Map.of("scopes", List.of("admin"))))));
        assertThat(stronger.status()).isEqualTo(403);
    }

    @Test
    void aWrongBodyIsNamed() {
        assertThat(server.post("/keys", Map.of()).text()).contains("scopes");
        assertThat(server.post("/keys", Map.of("scopes", List.of("root"))).text())
                .contains("no scope 'root'");
        var label = server.post("/keys", Map.of("scopes", List.of("runs"), "label", 5));
        assertThat(label.status()).isEqualTo(400);
        assertThat(label.text()).contains("'label'");
        assertThat(server.post("/keys", List.of()).status()).isEqualTo(400);
        var form =
                server.to("/keys")
                        .header("x-api-key", server.key())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(server.send(form).status()).isEqualTo(415);
        var large =
                server.to("/keys")
                        .header("x-api-key", server.key())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]));
        assertThat(server.send(large).status()).isEqualTo(413);
    }

    @Test
    void metricsNeedAnAdmin() {
        assertThat(server.send(server.to("/metrics")).status()).isEqualTo(401);
        assertThat(server.get("/metrics").text()).contains("handwright_heap_used_bytes ");
    }

    private static int status(String header, String value) {
        return server.send(server.to("/keys").header(header, value)).status();
    }
}
