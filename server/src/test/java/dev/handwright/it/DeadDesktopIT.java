package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.fakes.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client is told of a desktop whose display server died. */
@Tag("check")
@Timeout(120)
final class DeadDesktopIT {
    @Test
    void aDeadDesktopIsGoneWithItsReasonAndNothingOfItIsLeft() throws Exception {
        try (var server = RealServer.start(Map.of("desktops.pool", "0"))) {
            var id = server.post("/desktops", Map.of()).field("desktop_id");
            var room = server.folder().resolve("run/rooms").resolve(id);
            var screenshot = Map.of("action", Map.of("tool", "computer", "action", "screenshot"));
            var execute = "/desktops/" + id + "/execute";
            assertThat(server.post(execute, screenshot).status()).isEqualTo(200);

            kill("Xvnc", uid(room));

            // Until it is noticed, an action fails and says so; then there is no such desktop.
            var failed = server.post(execute, screenshot);
            assertThat(failed.status()).isIn(404, 500, 503);
            assertThat(failed.text()).startsWith("{\"error\":").doesNotContain("Exception");
            Await.that(() -> server.get("/desktops/" + id).status() == 404);
            assertThat(server.get("/desktops/" + id).field("error"))
                    .contains("its display server died");
            assertThat(server.get("/desktops").text()).isEqualTo("[]");
            Await.that(() -> !Files.exists(room));
        }
    }

    private static int uid(Path room) throws Exception {
        var state = Json.readObject(Files.readString(room.resolve("state.json")));
        return ((Number) Objects.requireNonNull(state.get("uid"))).intValue();
    }

    private static void kill(String program, int uid) throws Exception {
        var killer = new ProcessBuilder("pkill", "-KILL", "-x", "-u", "" + uid, program).start();
        assertThat(killer.waitFor()).isZero();
    }
}
