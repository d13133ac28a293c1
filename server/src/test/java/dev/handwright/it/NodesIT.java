package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node as its clients see it. */
@Tag("database")
final class NodesIT {
    @Test
    void itIsListedWithItsLoad() {
        try (var server = TestServer.start(Map.of("nodes.url", "http://10.0.0.1:80"))) {
            var nodes = Json.readObject(server.get("/nodes").text()).get("nodes");
            assertThat(nodes)
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .singleElement()
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("alive", true)
                    .containsEntry("state", "alive")
                    .containsEntry("silentSeconds", 0)
                    .containsEntry("answered", true)
                    .containsEntry("roles", List.of("api", "worker", "desktops"))
                    .containsEntry("runs", 0)
                    .containsEntry("url", "http://10.0.0.1:80")
                    .containsKeys("nodeId", "desktops", "startedAt");
        }
    }

    @Test
    void onlyAnAdminSeesIt() {
        try (var server = TestServer.start()) {
            var made = server.post("/keys", Map.of("scopes", List.of("runs"))).json();
            var weak = server.to("/nodes").header("x-api-key", String.valueOf(made.get("key")));
            assertThat(server.send(weak).status()).isEqualTo(403);
        }
    }

    @Test
    void withoutTheRoleApiOnlyItsHealthAndMetricsAnswer() {
        try (var server = TestServer.start(Map.of("nodes.roles", "worker,desktops"))) {
            assertThat(server.app().routes())
                    .containsExactlyInAnyOrder("GET /health", "GET /metrics");
            assertThat(server.get("/runs").status()).isEqualTo(404);
        }
    }

    @Test
    void withoutTheRoleDesktopsThereAreNone() {
        try (var server = TestServer.start(Map.of("nodes.roles", "api"))) {
            assertThat(server.get("/desktops").text()).isEqualTo("[]");
            assertThat(server.post("/desktops", Map.of()).status()).isEqualTo(503);
        }
    }
}
