package dev.handwright.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who acts when the lease ends is killed by the last resort, and nobody else. */
final class LeaseTest {
    private static final long SPARED = -1;

    private final AtomicLong now = new AtomicLong(1000);
    private final AtomicLong killedAt = new AtomicLong(SPARED);
    private final Lease lease = new Lease(Duration.ofNanos(100), now::get);

    LeaseTest() {
        lease.endBy(
                new LastResort() {
                    @Override
                    public void killAt(long nanos) {
                        killedAt.set(nanos);
                    }

                    @Override
                    public void spare() {
                        killedAt.set(SPARED);
                    }
                });
    }

    @Test
    void onlyWhoIsActingIsKilledWhenItEnds() {
        lease.renew(1000);
        assertThat(killedAt).hasValue(SPARED);
        assertThat(lease.during(() -> assertThat(killedAt).hasValue(1100))).isTrue();
        assertThat(killedAt).hasValue(SPARED);
    }

    @Test
    void aBeatInTheMiddleOfAnActGivesItTime() {
        lease.renew(1000);
        assertThat(
                        lease.during(() -> {
                            lease.renew(1050);
                            assertThat(killedAt).hasValue(1150);
                        }))
                .isTrue();
    }

    @Test
    void withoutTheLeaseNothingIsDone() {
        assertThat(lease.during(this::fail)).isFalse();
        lease.renew(1000);
        now.set(1100);
        assertThat(lease.during(this::fail)).isFalse();
        assertThat(killedAt).hasValue(SPARED);
    }

    @Test
    void theLastOfSeveralIsSparedToo() {
        lease.renew(1000);
        assertThatThrownBy(() ->
                        lease.during(() -> {
                            assertThat(lease.during(() -> {})).isTrue();
                            assertThat(killedAt).hasValue(1100);
                            fail();
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(killedAt).hasValue(SPARED);
    }

    private void fail() {
        throw new IllegalStateException("was done");
    }
}
