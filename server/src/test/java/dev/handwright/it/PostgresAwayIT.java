package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server whose PostgreSQL goes away and comes back. */
@Tag("check")
final class PostgresAwayIT {
    @Test
    void requestsAreRefusedWhileItIsAwayAndTakenAfterwards() throws IOException {
        var database = TestPostgres.fresh();
        try (var network = new CutNetwork()) {
            network.leadTo(URI.create(database));
            try (var server = TestServer.start(through(network, database))) {
                assertThat(server.get("/runs").status()).isEqualTo(200);
                network.cut();
                var refused = server.get("/runs");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).contains("2");
                var write =
                        server.post("/keys", Map.of("label", "a", "scopes", new String[] {"runs"}));
                assertThat(write.status()).as(write.text()).isEqualTo(503);
                network.mend();
                Await.that(() -> server.get("/runs").status() == 200);
                assertThat(
                                server.post(
                                                "/keys",
                                                Map.of(
                                                        "label",
                                                        "b",
                                                        "scopes",
                                                        new String[] {"runs"}))
                                        .status())
                        .isEqualTo(201);
            }
        }
    }

    @Test
    void theStartWaitsForIt() throws Exception {
        var database = TestPostgres.fresh();
        try (var network = new CutNetwork();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            network.leadTo(URI.create(database));
            network.cut();
            var starting = threads.submit(() -> TestServer.start(through(network, database)));
            Await.that(() -> network.refused() >= 2);
            assertThat(starting.isDone()).isFalse();
            network.mend();
            try (var server = starting.get()) {
                assertThat(server.get("/runs").status()).isEqualTo(200);
            }
        }
    }

    private static Map<String, String> through(CutNetwork network, String database) {
        var port = URI.create(database).getPort();
        return Map.of(
                "storage.database",
                database.replace(":" + port + "/", ":" + network.address().getPort() + "/"));
    }
}
