package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class TurnsTest {
    private final Turns<String> turns = new Turns<>();

    @Test
    void workOnTheSameThingWaitsAndWorkOnAnotherDoesNot() throws Exception {
        var release = new CountDownLatch(1);
        var second = new AtomicBoolean();
        var holder = Thread.startVirtualThread(() -> turns.take("a", () -> awaitOpen(release)));
        Await.that(() -> turns.size() == 1);
        var waiter = Thread.startVirtualThread(() -> turns.take("a", () -> second.set(true)));

        turns.take("b", () -> assertThat(turns.size()).isEqualTo(2));
        assertThat(second).isFalse();
        release.countDown();
        holder.join();
        waiter.join();

        assertThat(second).isTrue();
        assertThat(turns.size()).isZero();
    }

    @Test
    void nothingIsKeptOfWhatIsDone() {
        for (int i = 0; i < 100; i++) {
            var thing = "thing " + i;
            turns.take(thing, () -> turns.take(thing, () -> assertThat(turns.size()).isOne()));
        }

        assertThat(turns.size()).isZero();
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
