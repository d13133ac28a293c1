package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client is told of a desktop whose display server died. */
@Tag("check")
@Timeout(180)
final class DeadDesktopIT {
    private static final List<Map<String, ?>> ACTIONS =
            List.of(
                    computer("screenshot", Map.of()),
                    computer("type", Map.of("text", "中")),
                    Map.of("name", "clipboard", "arguments", Map.of("action", "read")),
                    Map.of("actions", List.of(computer("key", Map.of("text", "a"))), "look", true));

    @Test
    void theFirstActionOnADeadDesktopSaysThatItIsGoneAndWhy() throws Exception {
        try (var server = RealServer.start(Map.of("desktops.pool", "0"))) {
            for (var action : ACTIONS) {
                var id = server.post("/desktops", Map.of()).field("desktop_id");
                var execute = "/desktops/" + id + "/execute";
                assertThat(server.post(execute, action).status()).isEqualTo(200);

                server.rooms().killDisplay(id);

                var failed = server.post(execute, action);
                assertThat(failed.status()).as(action + failed.text()).isEqualTo(404);
                assertThat(failed.field("error")).contains("its display server died");
                assertThat(server.get("/desktops/" + id).text()).isEqualTo(failed.text());
                assertThat(server.get("/desktops").text()).isEqualTo("[]");
                Await.that(() -> server.rooms().desktops().isEmpty());
            }
        }
    }

    private static Map<String, ?> computer(String action, Map<String, ?> params) {
        return Map.of("tool", "computer", "action", action, "params", params);
    }
}
