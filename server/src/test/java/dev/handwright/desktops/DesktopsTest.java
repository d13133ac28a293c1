package dev.handwright.desktops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Metrics;
import dev.handwright.base.Unavailable;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.Away;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.MemoryDesktopStore;
import dev.handwright.fakes.MemoryVeilStore;
import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DesktopsTest {
    private static final Workspace.Id ONE = new Workspace.Id("ws_one");
    private static final Workspace.Id TWO = new Workspace.Id("ws_two");

    private final FakeDesktops host = new FakeDesktops();
    private final MemoryDesktopStore store = new MemoryDesktopStore();
    private final FakeClock clock = new FakeClock();
    private final CountingIds ids = new CountingIds();
    private final Deque<DesktopPool> pools = new ArrayDeque<>();

    @AfterEach
    void close() {
        pools.forEach(DesktopPool::close);
    }

    @Test
    void whatIsCreatedIsListedFoundAndOpenedByItsWorkspaceAlone() {
        var desktops = desktops(3, 2);
        var made = create(desktops, ONE);
        assertThat(desktops.list(ONE)).containsExactly(made);
        assertThat(desktops.find(ONE, made.id())).contains(made);
        var session = desktops.open(ONE, made.id());
        assertThat(session).isPresent();
        assertThat(desktops.open(ONE, made.id())).isEqualTo(session);
        assertThat(desktops.list(TWO)).isEmpty();
        assertThat(desktops.find(TWO, made.id())).isEmpty();
        assertThat(desktops.open(TWO, made.id())).isEmpty();
        assertThat(desktops.rename(TWO, made.id(), new OwnedDesktop.Name("x"))).isEmpty();
        assertThat(desktops.delete(TWO, made.id())).isFalse();
        assertThat(host.alive()).containsExactly(made.id());
    }

    @Test
    void aDeletedOneLeavesNothingAndIsDeletedOnce() {
        var desktops = desktops(3, 2);
        var made = create(desktops, ONE);
        assertThat(desktops.delete(ONE, made.id())).isTrue();
        assertThat(desktops.delete(ONE, made.id())).isFalse();
        assertThat(desktops.open(ONE, made.id())).isEmpty();
        assertThat(host.alive()).isEmpty();
        assertThat(store.living()).isEmpty();
    }

    @Test
    void aWorkspaceHasNoMoreThanItsQuota() {
        var desktops = desktops(9, 2);
        var first = create(desktops, ONE);
        create(desktops, ONE);
        assertThat(desktops.create(ONE, NewDesktop.plain()))
                .isEqualTo(new CreateResult.OverQuota(2));
        create(desktops, TWO);
        desktops.delete(ONE, first.id());
        create(desktops, ONE);
    }

    @Test
    void whatItHasOnOtherNodesCounts() {
        var desktops = desktops(9, 2);
        store.elsewhere.add(create(desktops(9, 9), ONE));
        create(desktops, ONE);
        assertThat(desktops.create(ONE, NewDesktop.plain()))
                .isEqualTo(new CreateResult.OverQuota(2));
        create(desktops, TWO);
    }

    @Test
    void aFailedStartCountsForNothing() {
        var desktops = desktops(9, 1);
        host.broken = true;
        assertThat(desktops.create(ONE, NewDesktop.plain()))
                .isEqualTo(new CreateResult.NotStarted());
        host.broken = false;
        create(desktops, ONE);
    }

    @Test
    void whenAllAreTakenNoneIsFree() {
        var desktops = desktops(1, 2);
        var made = create(desktops, ONE);
        assertThat(desktops.create(TWO, NewDesktop.plain())).isEqualTo(new CreateResult.NoneFree());
        desktops.delete(ONE, made.id());
        create(desktops, TWO);
    }

    @Test
    void someAreLeftForRuns() throws InterruptedException {
        var settings = new DesktopSettings(0, 3, 2, 9, Optional.empty(), DisplaySize.DEFAULT);
        var desktops = desktops(settings);
        var made = create(desktops, ONE);
        assertThat(desktops.create(TWO, NewDesktop.plain())).isEqualTo(new CreateResult.NoneFree());
        try (var first = pools.getLast().take();
                var second = pools.getLast().take()) {
            assertThat(host.alive())
                    .containsExactlyInAnyOrder(
                            made.id(), first.desktop().id(), second.desktop().id());
        }
        desktops.delete(ONE, made.id());
        create(desktops, TWO);
    }

    @Test
    void workspacesAlwaysCanHaveOne() {
        create(
                desktops(new DesktopSettings(0, 1, 5, 9, Optional.empty(), DisplaySize.DEFAULT)),
                ONE);
    }

    @Test
    void anIdleOneOfAnotherSizeMakesRoom() {
        var desktops = desktops(1, 1, 2);
        var wide = new DisplaySize(1920, 1080);
        var wanted =
                new NewDesktop(
                        Optional.empty(), Optional.of(wide), NetworkRules.NONE, Optional.empty());
        Await.that(() -> pools.getLast().idle() == 1);
        assertThat(desktops.create(ONE, wanted))
                .isInstanceOfSatisfying(
                        CreateResult.Created.class,
                        it -> assertThat(it.desktop().display()).isEqualTo(wide));
        assertThat(host.alive()).hasSize(1);
    }

    @Test
    void theNextServerTakesOverTheLivingAndForgetsTheDead() {
        var before = desktops(9, 3);
        var living = create(before, ONE);
        var dead = create(before, ONE);
        before.rename(ONE, living.id(), new OwnedDesktop.Name("desk"));
        host.stop(dead.id());
        pools.getLast().close();
        host.start(new Desktop.Id("dsk_stray"), DisplaySize.DEFAULT, NetworkRules.NONE);

        var after = desktops(9, 3);

        assertThat(host.alive()).containsExactly(living.id());
        assertThat(after.list(ONE))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.id()).isEqualTo(living.id());
                    assertThat(it.name()).contains(new OwnedDesktop.Name("desk"));
                });
        assertThat(after.open(ONE, living.id())).isPresent();
        assertThat(after.find(ONE, dead.id())).isEmpty();
        assertThat(store.living()).hasSize(1);
    }

    @Test
    void whatIsUnusedForTooLongIsEndedAndSaysSo() {
        var desktops = desktops(9, 3);
        var wanted =
                new NewDesktop(
                        Optional.empty(),
                        Optional.empty(),
                        NetworkRules.NONE,
                        Optional.of(Duration.ofNanos(1)));
        var idle = ((CreateResult.Created) desktops.create(ONE, wanted)).desktop();
        var kept = create(desktops, ONE);

        desktops.tend();

        assertThat(desktops.list(ONE)).containsExactly(kept);
        assertThat(host.alive()).containsExactly(kept.id());
        assertThat(desktops.whyEnded(ONE, idle.id()).orElseThrow()).contains("nobody used it");
        assertThat(desktops.whyEnded(TWO, idle.id())).isEmpty();
    }

    @Test
    void oneThatDiedIsTakenAwayAndSaysSo() {
        var desktops = desktops(9, 1);
        var made = create(desktops, ONE);
        host.dead.add(made.id());

        desktops.tend();

        assertThat(desktops.find(ONE, made.id())).isEmpty();
        assertThat(desktops.whyEnded(ONE, made.id()).orElseThrow()).contains("died");
        assertThat(host.alive()).isEmpty();
        assertThat(store.living()).isEmpty();
        create(desktops, ONE);
        pools.getLast().close();
        assertThat(desktops(9, 1).whyEnded(ONE, made.id())).get().asString().contains("died");
    }

    @Test
    void oneThatDiedIsFoundOutAtOnceWhereSomebodyAsks() throws InterruptedException {
        var desktops = desktops(9, 2);
        var made = create(desktops, ONE);
        var kept = create(desktops, ONE);
        Thread.startVirtualThread(() -> host.dead.add(made.id())); // its room ends a little later

        assertThat(desktops.endIfDead(made.id())).isTrue();

        assertThat(desktops.whyEnded(ONE, made.id()).orElseThrow()).contains("died");
        assertThat(desktops.endIfDead(made.id())).as("it is gone").isFalse();
        assertThat(desktops.endIfDead(kept.id())).as("it lives").isFalse();
        assertThat(desktops.list(ONE)).containsExactly(kept);
    }

    @Test
    void whatCannotBeStoppedNowIsStoppedLater() {
        var desktops = desktops(9, 1);
        var made = create(desktops, ONE);
        host.stuck = true;
        assertThat(desktops.delete(ONE, made.id())).isTrue();
        assertThat(desktops.list(ONE)).isEmpty();
        assertThat(host.alive()).isNotEmpty();

        host.stuck = false;
        desktops.tend();

        assertThat(host.alive()).isEmpty();
    }

    @Test
    void whatAnEarlierServerAskedForAndCameLateIsStopped() {
        var desktops = desktops(1, 9, 3);
        var kept = create(desktops, ONE);
        Await.that(() -> pools.getLast().idle() == 1);
        var late = new Desktop.Id("dsk_late");
        host.start(late, DisplaySize.DEFAULT, NetworkRules.NONE);

        desktops.tend();

        assertThat(host.alive()).hasSize(2).contains(kept.id()).doesNotContain(late);
    }

    @Test
    void whatTheStoreCannotForgetNowLivesOnAndIsDeletedLater() {
        var away = new Away();
        var desktops = desktops(away.over(DesktopStore.class, store), settings(0, 9, 1));
        var made = create(desktops, ONE);
        away.during("remove");

        assertThatThrownBy(() -> desktops.delete(ONE, made.id())).isInstanceOf(Unavailable.class);
        assertThat(desktops.open(ONE, made.id())).isPresent();
        host.dead.add(made.id());
        assertThatThrownBy(desktops::tend).isInstanceOf(Unavailable.class);
        assertThat(desktops.list(ONE)).containsExactly(made);

        away.during();
        assertThat(desktops.delete(ONE, made.id())).isTrue();
        assertThat(host.alive()).isEmpty();
        create(desktops, ONE);
    }

    @Test
    void theDesktopOfARunIsNobodys() throws InterruptedException {
        var desktops = desktops(9, 3);
        try (var session = pools.getLast().take()) {
            assertThat(desktops.list(ONE)).isEmpty();
            assertThat(desktops.open(ONE, session.desktop().id())).isEmpty();
            desktops.tend();
            assertThat(host.alive()).containsExactly(session.desktop().id());
        }
    }

    private static OwnedDesktop create(Desktops desktops, Workspace.Id workspace) {
        return ((CreateResult.Created) desktops.create(workspace, NewDesktop.plain())).desktop();
    }

    private Desktops desktops(int most, int perWorkspace) {
        return desktops(0, most, perWorkspace);
    }

    private Desktops desktops(int idle, int most, int perWorkspace) {
        return desktops(settings(idle, most, perWorkspace));
    }

    private static DesktopSettings settings(int idle, int most, int perWorkspace) {
        return new DesktopSettings(
                idle, most, 0, perWorkspace, Optional.empty(), DisplaySize.DEFAULT);
    }

    private Desktops desktops(DesktopSettings settings) {
        return desktops(store, settings);
    }

    private Desktops desktops(DesktopStore store, DesktopSettings settings) {
        var pool =
                new DesktopPool(
                        host, settings, store::ids, new MemoryVeilStore(), ids, Metrics.none());
        pools.add(pool);
        return new Desktops(pool, store, settings, clock, Metrics.none());
    }
}
