package dev.handwright.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.RunSettings;
import dev.handwright.sandboxes.SandboxJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class LostRunTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final RunSettings SETTINGS = new RunSettings(10, 0, 10, Duration.ofDays(7));

    @TempDir private Path folder;

    @Test
    void aRunThatAnotherNodeHasIsLeftAsItIs() throws Exception {
        try (var house =
                        new RunHouse(
                                folder,
                                SETTINGS,
                                (job, _) -> {
                                    if (!(job instanceof SandboxJob.Execute)) {
                                        return RunHouse.checked();
                                    }
                                    new CountDownLatch(1).await();
                                    throw new AssertionError("it ends only by being killed");
                                });
                var other = house.nodes('2');
                var worker = house.worker(2, LONG, LONG)) {
            house.sandboxes.leave("zip");
            var id = house.start(house.publish("one"));
            worker.start();
            Await.that(() -> house.sandboxes.open() == 1);
            var self = house.nodes.list().getFirst().node();
            assertThat(house.store.takeOver(self, other.id().value(), 1, house.clock.instant()))
                    .hasSize(1);
            house.queue.fences().review();
            Await.that(() -> worker.running() == 0);
            assertThat(house.sandboxes.open()).isZero();
            assertThat(house.workplaces.open()).isZero();
            assertThat(house.get(id).state().word()).isEqualTo("running");
            assertThat(house.get(id).attempt()).isEqualTo(2);
            assertThat(house.artifacts.of(id.value())).isEmpty();
            assertThat(house.events()).extracting(RunHouse.Event::seq).containsExactly(0);
        }
    }
}
