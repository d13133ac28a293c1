package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Desktop;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ToolLogTest {
    /** More than may wait. */
    private static final int MANY = 12_000;

    private static final Desktop.Id DESKTOP = new Desktop.Id("dsk_one");

    /** Where a commit can stand still. */
    private static final class Store implements ToolLogStore {
        final List<ToolLog.Entry> kept = new ArrayList<>();
        final CountDownLatch let = new CountDownLatch(1);

        @Override
        public void add(List<ToolLog.Entry> entries, int most) {
            try {
                let.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            kept.addAll(entries);
        }

        @Override
        public List<ToolLog.Entry> of(Desktop.Id desktop) {
            return List.copyOf(kept);
        }
    }

    @Test
    void actionsWaitForADatabaseThatStandsStillAndGoOn() {
        var store = new Store();
        var all = new AtomicBoolean();
        try (var log = new ToolLog(store, new FakeClock(), new SeededIds(1))) {
            var acting =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int i = 0; i < MANY; i++) {
                                    act(log, i);
                                }
                                all.set(true);
                            });
            Await.that(() -> acting.getState() == Thread.State.WAITING);
            assertThat(all).isFalse();
            store.let.countDown();
            Await.that(all::get);
            assertThat(of(log))
                    .extracting(ToolLog.Entry::action)
                    .hasSize(MANY)
                    .startsWith("0", "1");
        }
    }

    private static void act(ToolLog log, int i) {
        try {
            log.add(DESKTOP, "computer", "" + i, "{}", Duration.ZERO, Optional.empty());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ToolLog.Entry> of(ToolLog log) {
        try {
            return log.of(DESKTOP);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
