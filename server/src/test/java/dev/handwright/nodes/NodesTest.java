package dev.handwright.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlNodeStore;
import dev.handwright.adapter.sql.WebhookRig;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class NodesTest {
    /** No beat comes by itself: the tests make them. */
    private static final NodeSettings SETTINGS =
            new NodeSettings(
                    List.of(Role.API, Role.WORKER, Role.DESKTOPS),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    Optional.empty());

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it may wrap around
    private final AtomicInteger reviews = new AtomicInteger();
    private @TempDir Path folder;
    private Database database;
    private Nodes one;
    private Nodes other;

    @BeforeEach
    void start() {
        database = TestDatabase.open(folder);
        one = nodes('1', "2026-01-01T00:00:00Z", false);
        other = nodes('2', "1999-01-01T00:00:00Z", false);
        one.start(() -> new Node.Load(3, 4), () -> reviews.incrementAndGet());
        other.start(() -> new Node.Load(3, 4), () -> reviews.incrementAndGet());
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        database.close();
    }

    @Test
    void aNodeTellsWhoItIsAndWhatItDoes() {
        var seen = one.list().getLast().node();
        assertThat(seen.id()).isEqualTo(other.id());
        assertThat(seen.url()).isEqualTo(URI.create("http://10.0.0.2:8080"));
        assertThat(seen.roles()).isEqualTo(Set.of(Role.values()));
        assertThat(seen.load()).isEqualTo(new Node.Load(3, 4));
        assertThat(seen.startedAt()).isEqualTo(Instant.parse("1999-01-01T00:00:00Z"));
    }

    @Test
    void oneThatIsSilentForTheLeaseIsDead() {
        assertThat(alive(one)).containsExactly(true, true);
        pass(Duration.ofMinutes(5).minusNanos(1));
        one.beat();
        assertThat(alive(one)).containsExactly(true, true);
        pass(Duration.ofNanos(1));
        assertThat(alive(one)).containsExactly(true, false);
        assertThat(one.dead()).isEmpty();
        one.beat();
        assertThat(one.dead()).extracting(Node::id).containsExactly(other.id());
        other.beat();
        assertThat(alive(one)).containsExactly(true, true);
    }

    @Test
    void aStartIsASignOfLifeThoughItsBeatIsTheSame() {
        assertThat(alive(one)).containsExactly(true, true);
        pass(Duration.ofMinutes(5));
        one.beat();
        nodes('2', "2026-01-01T00:00:01Z", false)
                .start(() -> new Node.Load(3, 4), () -> reviews.incrementAndGet());
        assertThat(alive(one)).containsExactly(true, true);
    }

    @Test
    void oneThatIsDeadForLongIsForgottenUntilItBeatsAgain() {
        assertThat(alive(one)).containsExactly(true, true);
        pass(Duration.ofMinutes(59));
        forget();
        assertThat(alive(one)).containsExactly(true, false);
        assertThat(one.list().getLast().silent()).isEqualTo(Duration.ofMinutes(59));
        pass(Duration.ofMinutes(1));
        forget();
        assertThat(alive(one)).containsExactly(true);
        other.beat();
        assertThat(alive(one)).containsExactly(true, true);
    }

    @Test
    void itIsNotForgottenWhileSomethingOfItIsToBeEnded() {
        var rig = new WebhookRig(database, new Workspace.Id("ws_one"), Clock.systemUTC());
        var run = rig.run();
        rig.processing(run, URI.create("https://receiver.example/hook"));
        rig.store.claim(
                Map.of("https://receiver.example:443", 1),
                other.id().value(),
                Instant.now().plusSeconds(60),
                Duration.ofMinutes(1));
        execute("update run set status = 'running', worker = '%s'".formatted(other.id()));
        execute(
                "insert into desktop (id, workspace_id, width, height, network, created_at, updated_at, node_id)"
                        + " values ('dsk_1', 'ws_one', 9, 9, '{}', 0, 0, '%s')"
                                .formatted(other.id()));
        assertThat(alive(one)).containsExactly(true, true);
        pass(Duration.ofDays(9));
        for (var end :
                List.of(
                        "update run set status = 'completed'",
                        "delete from desktop",
                        "update webhook_event set claimed_until = 0")) {
            forget();
            assertThat(alive(one)).as("before " + end).containsExactly(true, false);
            execute(end);
        }
        forget();
        assertThat(alive(one)).containsExactly(true);
    }

    private void forget() {
        one.beat();
        one.forget();
    }

    private void execute(String sql) {
        database.write(handle -> handle.execute(sql));
    }

    @Test
    void whoHasJustStartedTakesNobodyForDead() {
        pass(Duration.ofHours(1));
        var third = nodes('3', "2026-01-01T01:00:00Z", false);
        third.start(() -> new Node.Load(3, 4), () -> reviews.incrementAndGet());
        assertThat(alive(third)).containsExactly(true, true, true);
    }

    @Test
    void theLeaseEndsOneHeartbeatBeforeOthersCanTakeItForDead() {
        assertThat(one.lease().held()).isTrue();
        pass(Duration.ofMinutes(4).minusNanos(1));
        assertThat(one.lease().held()).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(one.lease().held()).isFalse();
        one.beat();
        assertThat(one.lease().held()).isTrue();
    }

    @Test
    void aBeatDoesNotCountWhereTheLookAtItsRunsFailed() {
        var third = nodes('3', "2026-01-01T00:00:00Z", false);
        third.start(
                () -> new Node.Load(0, 0),
                () -> {
                    throw new IllegalStateException("no database");
                });
        pass(Duration.ofMinutes(4));
        assertThatThrownBy(third::beat).hasMessage("no database");
        assertThat(third.lease().held()).isFalse();
    }

    @Test
    void whoWasReplacedByALaterStartNeverHoldsTheLeaseAgain() {
        nodes('1', "2026-01-01T00:00:01Z", false)
                .start(() -> new Node.Load(3, 4), () -> reviews.incrementAndGet());
        pass(Duration.ofMinutes(4));
        one.beat();
        assertThat(one.lease().held()).isFalse();
        assertThat(reviews).as("it hears that its runs are lost").hasValue(1);
        assertThat(other.list().getFirst().node().startedAt())
                .isEqualTo(Instant.parse("2026-01-01T00:00:01Z"));
    }

    @Test
    void nobodyIsLeasedBeforeItHasBegun() {
        assertThat(nodes('3', "2026-01-01T00:00:00Z", true).lease().held()).isFalse();
    }

    @Test
    void oneThatIsAloneHoldsItsLeaseForEver() {
        var alone = nodes('3', "2026-01-01T00:00:00Z", true);
        alone.start(() -> new Node.Load(3, 4), () -> reviews.incrementAndGet());
        pass(Duration.ofDays(36_500));
        assertThat(alone.lease().held()).isTrue();
        assertThat(alone.list()).hasSize(1).allMatch(Nodes.Seen::alive);
    }

    private Nodes nodes(char number, String startedAt, boolean alone) {
        var self =
                new Nodes.Self(
                        new Node.Id("node_" + String.valueOf(number).repeat(26)),
                        "started " + startedAt,
                        Instant.parse(startedAt),
                        () -> URI.create("http://10.0.0.%c:8080".formatted(number)));
        return new Nodes(new SqlNodeStore(database), self, SETTINGS, alone, nanos::get);
    }

    private static List<Boolean> alive(Nodes asked) {
        return asked.list().stream().map(Nodes.Seen::alive).toList();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
