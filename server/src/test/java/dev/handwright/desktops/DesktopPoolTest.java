package dev.handwright.desktops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.MemoryVeilStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DesktopPoolTest {
    private final FakeDesktops host = new FakeDesktops();
    private final MemoryVeilStore veils = new MemoryVeilStore();
    private Set<Desktop.Id> claimed = Set.of();

    @Test
    void aDesktopFromThePoolIsReplaced() throws Exception {
        try (var desktops = desktops(1, 5)) {
            var pooled = host.started.poll(5, TimeUnit.SECONDS);
            Await.that(() -> desktops.idle() == 1); // it is started before it is in the pool

            try (var session = desktops.take()) {
                assertThat(session.desktop().id()).isEqualTo(pooled);
                assertThat(host.started.poll(5, TimeUnit.SECONDS)).isNotEqualTo(pooled);
            }
        }
        assertThat(host.alive()).isEmpty();
    }

    @Test
    void aUsedDesktopIsStoppedAndNeverUsedAgain() throws Exception {
        try (var desktops = desktops(0, 5)) {
            var first = desktops.take();
            assertThat(desktops.find(first.desktop().id())).contains(first);
            first.close();

            assertThat(host.alive()).isEmpty();
            assertThat(desktops.find(first.desktop().id())).isEmpty();
            try (var second = desktops.take()) {
                assertThat(second.desktop().id()).isNotEqualTo(first.desktop().id());
            }
        }
    }

    @Test
    void whoeverComesAtTheLimitWaitsForAReturn() throws Exception {
        try (var desktops = desktops(0, 1)) {
            var first = desktops.take();
            var second = new CompletableFuture<Session>();
            Thread.startVirtualThread(() -> {
                try {
                    second.complete(desktops.take());
                } catch (InterruptedException e) {
                    second.completeExceptionally(e);
                }
            });
            assertThat(second).isNotDone();

            first.close();

            second.get(5, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void aDesktopWithHostsOfItsOwnIsNotOneOfThePool() throws Exception {
        var network = NetworkRules.NONE.withHosts(List.of(new HostPattern("example.com")));
        try (var desktops = desktops(1, 1)) {
            var pooled = host.started.poll(5, TimeUnit.SECONDS);
            Await.that(() -> desktops.idle() == 1);

            try (var session = desktops.take(network)) {
                assertThat(session.desktop().id()).isNotEqualTo(pooled);
                assertThat(host.networks.get(session.desktop().id())).isEqualTo(network);
                assertThat(host.alive()).containsExactly(session.desktop().id());
            }
        }
    }

    @Test
    void desktopsOfAnEarlierServerAreStopped() {
        host.start(new Desktop.Id("dsk_earlier"), DisplaySize.DEFAULT, NetworkRules.NONE);

        desktops(0, 1).close();

        assertThat(host.alive()).isEmpty();
    }

    @Test
    void whenNoneCanBeStartedThatIsSaidAndTheNextMayTry() throws Exception {
        try (var desktops = desktops(0, 1)) {
            host.broken = true;
            assertThatThrownBy(desktops::take).isInstanceOf(DesktopUnavailable.class);

            host.broken = false;
            desktops.take().close();
        }
    }

    @Test
    void aDesktopThatDiedInThePoolIsNotHandedOut() throws Exception {
        try (var desktops = desktops(1, 5)) {
            var dead = requireNonNull(host.started.poll(5, TimeUnit.SECONDS));
            requireNonNull(host.screens.get(dead)).dead = true;

            try (var session = desktops.take()) {
                assertThat(session.desktop().id()).isNotEqualTo(dead);
            }
        }
    }

    @Test
    void whatItShowsOfSecretsIsKeptForTheNextServerUntilTheDesktopEnds() throws Exception {
        var taken = desktops(0, 1).take();
        var screen = requireNonNull(host.screens.get(taken.desktop().id()));
        taken.veil().typing(screen).close();
        assertThat(veils.desktops()).containsExactly(taken.desktop().id());
        claimed = Set.of(taken.desktop().id());
        try (var next = desktops(0, 1)) {
            var adopted = next.adopt(taken.desktop()).orElseThrow();
            assertThat(veils.desktops()).isNotEmpty();
            adopted.close();
            assertThat(veils.desktops()).isEmpty();
        }
    }

    @Test
    void aDesktopWhoseSecretsNobodyKnowsIsNotAdopted() throws Exception {
        var taken = desktops(0, 1).take();
        claimed = Set.of(taken.desktop().id());
        veils.keep(taken.desktop().id(), new byte[] {1, 2, 3});
        try (var next = desktops(0, 1)) {
            assertThat(next.adopt(taken.desktop())).isEmpty();
        }
    }

    @Test
    void whatIsKeptOfDesktopsThatAreGoneIsForgotten() {
        veils.keep(new Desktop.Id("dsk_gone"), new byte[] {1});
        desktops(0, 1).close();
        assertThat(veils.desktops()).isEmpty();
    }

    private DesktopPool desktops(int pool, int most) {
        return new DesktopPool(
                host,
                new DesktopSettings(pool, most, 0, 10, Optional.empty(), DisplaySize.DEFAULT),
                () -> claimed,
                veils,
                new CountingIds(),
                Metrics.none());
    }
}
