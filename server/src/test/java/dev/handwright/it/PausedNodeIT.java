package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.fakes.TestPostgres;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real server is stopped between its last look at the lease and the press of a button, for longer
 * than the lease lasts, while another node takes over the run.
 */
@Tag("full")
final class PausedNodeIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** After the look, before the display is told of the press. */
    private static final String BETWEEN = "tools.Mouse.release";

    /** Before: one that starts the browser, and some that the page sees. */
    private static final int CLICKS = 12;

    private static final String CODE =
            """
            import time
            from pydantic import BaseModel
            from nen import Computer

            class Params(BaseModel):
                URL: str

            class Result(BaseModel):
                pass

            computer = Computer()

            def run(params: Params) -> Result:
                computer.click_at(28, 748)
                for _ in range(10):
                    computer.wait_until_still(quiet=2, timeout=30)
                    computer.press("ctrl+l")
                    computer.type(params.URL + "\\n")
                    if computer.drive("~/Downloads").files("loaded*"):
                        break
                computer.wait_until_still(quiet=2, timeout=30)
                while True:
                    computer.click_at(500, 400)
                    time.sleep(1)
            """;

    @Test
    void whatWasAboutToBeDoneWhenTheLeaseEndedIsNeverDone() throws Exception {
        var database = TestPostgres.fresh();
        var users = Leftovers.several(2);
        try (var page = new CountingPage();
                var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var paused = RealServer.start(settings(database, page, users.getFirst()))) {
            page.release();
            var workflow = paused.publish("workflow.py", CODE);
            paused.stop();
            var trap = TortureTrap.set(paused.startAgainHalted(), Map.of(BETWEEN, CLICKS));
            Await.that(LONG, () -> answers(paused));
            var run = paused.run(workflow, Map.of("URL", page.url("paused")), receiver.url());
            Await.that(LONG, () -> page.clicks("paused") > 0);
            try (var other = RealServer.start(settings(database, page, users.getLast()))) {
                other.use(paused.key());
                assertThat(trap.caught(LONG)).contains(BETWEEN);
                var _ =
                        paused.signal(
                                "STOP"); // where it is dead already, nothing is there to be stopped
                Await.that(() -> !paused.isAlive());
                int clicks = page.clicks("paused");
                assertThat(other.ended(run).field("error_type")).isEqualTo("desktop_lost");
                assertThat(page.clicks("paused")).isEqualTo(clicks);
            }
        }
    }

    private static boolean answers(RealServer server) {
        try {
            return server.get("/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static Map<String, String> settings(
            String database, CountingPage page, Leftovers users) {
        var settings = NodeSettings.on(database, Duration.ofMillis(300), Duration.ofSeconds(3));
        settings.put("desktops.reachable", page.reachable());
        settings.putAll(users.settings());
        return settings;
    }
}
