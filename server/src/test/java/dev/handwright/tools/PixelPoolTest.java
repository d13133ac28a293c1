package dev.handwright.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PixelPoolTest {
    private final PixelPool pool = new PixelPool();

    @Test
    void roomIsUsedAgainButNeverShowsWhatAnotherUserHadThere() {
        var loan = pool.borrow("one", 1000);
        loan.pixels().fit(10, 10);
        loan.pixels().bgrx()[7] = 42;
        loan.pixels().hold(this);
        loan.close();
        try (var again = pool.borrow("one", 1000)) {
            assertThat(again.pixels()).isSameAs(loan.pixels());
            assertThat(again.pixels().bgrx()[7]).isEqualTo((byte) 42);
            assertThat(again.pixels().holds(this)).isTrue();
        }
        try (var other = pool.borrow("other", 1000)) {
            assertThat(other.pixels()).isSameAs(loan.pixels());
            assertThat(other.pixels().bgrx()).containsOnly(0);
            assertThat(other.pixels().holds(this)).isFalse();
        }
    }

    @Test
    void looksThatNeedTooMuchAtOnceWaitForEachOther() throws InterruptedException {
        var inside = new AtomicInteger();
        var large = pool.borrow("one", 1L << 40);
        assertThat(large.pixels().width()).isZero();
        var waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try (var loan = pool.borrow("other", 1)) {
                                inside.addAndGet(loan.pixels().width() + 1);
                            }
                        });
        Await.that(() -> waiting.getState() == Thread.State.WAITING);
        assertThat(inside).hasValue(0);
        large.close();
        waiting.join();
        assertThat(inside).hasValue(1);
    }
}
