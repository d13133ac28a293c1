package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.FakeVendor;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import dev.handwright.fakes.FakeVendor.Trouble;
import dev.handwright.fakes.RawReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is stopped while an agent is at work. */
@Tag("full")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class AgentStopIT {
    /** Long enough to be told from a stop that does not wait for it. */
    private static final String DRAIN = "50 s";

    private static final String CODE =
            """
            from nen import Agent
            from pydantic import BaseModel

            class Params(BaseModel):
                pass

            class Result(BaseModel):
                message: str

            def run(params: Params) -> Result:
                return Result(message=Agent().execute("Press it")["message"])
            """;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<FakeVendor> vendor = new AtomicReference<>();

    @Test
    void itIsCutBetweenTwoStepsAndAskedAgainByTheNextServer() throws Exception {
        try (var models = new FakeVendor(this::look);
                var receiver = new RawReceiver(RawReceiver.answer(200, "", ""));
                var server = RealServer.start(models.settings("http.drain_timeout", DRAIN))) {
            vendor.set(models);
            var run = server.run(server.publish("workflow.py", CODE), Map.of(), receiver.url());
            assertThat(models.hanging.await(2, TimeUnit.MINUTES)).as(server.log()).isTrue();

            long begun = System.nanoTime();
            server.stop();
            var took = Duration.ofNanos(System.nanoTime() - begun);
            server.startAgain();

            assertThat(server.ended(run).field("status")).as(server.log()).isEqualTo("completed");
            assertThat(server.get("/runs/" + run).text()).contains("Seen again.");
            var log = server.logs(run);
            assertThat(log).contains("The code went on.");
            assertThat(log.split("\"agent.execute ", -1)).hasSize(3);
            assertThat(took).isLessThan(Duration.ofSeconds(40));
        }
    }

    /** One step, then no answer until the server is another. */
    private List<Move> look(Seen seen) {
        if (asked.incrementAndGet() == 1) {
            vendor.get().troubles.add(new Trouble.Hang());
            return List.of(Move.click(List.of(500, 300)));
        }
        return List.of(Move.finish("Seen again."));
    }
}
