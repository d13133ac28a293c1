package dev.handwright.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.InlineExecutor;
import dev.handwright.fakes.TestNodes;
import dev.handwright.nodes.Node;
import dev.handwright.nodes.Nodes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes send webhooks; one is paused between claiming an event and sending it. */
@Tag("database")
final class TwoSendersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Deque<Runnable> begun = new ArrayDeque<>();
    private @TempDir Path folder;
    private WebhookHouse house;
    private Nodes pausing;
    private Nodes other;
    private Deliveries its;
    private Deliveries others;

    @BeforeEach
    void open() {
        house = new WebhookHouse(folder);
        pausing = TestNodes.one(house.rig.database, '2', "first", nanos::get);
        other = TestNodes.one(house.rig.database, '3', "first", nanos::get);
        its =
                house.deliveries(
                        pausing,
                        new InlineExecutor() {
                            @Override
                            public void execute(Runnable attempt) {
                                begun.add(attempt);
                            }
                        });
        others = house.deliveries(other, new InlineExecutor());
        other.beat();
    }

    @AfterEach
    void close() {
        pausing.close();
        other.close();
        house.close();
    }

    @Test
    void whatADeadNodeHadClaimedIsDueAtOnce() {
        var run = house.processing();
        assertThat(its.round()).isEqualTo(1);
        assertThat(others.round()).isZero();
        die();
        assertThat(others.round()).isEqualTo(1);
        assertThat(house.said(run)).containsExactly("processing");
    }

    @Test
    void whoseLeaseHasLapsedSinceItClaimedSendsNothing() {
        var run = house.processing();
        assertThat(its.round()).isEqualTo(1);
        die();
        pausing.beat();
        assertThat(pausing.lease().held()).isTrue();
        begun.remove().run();
        assertThat(house.said(run)).isEmpty();
        assertThat(others.round()).as("it lives again and keeps its claim").isZero();
    }

    @Test
    void withoutTheLeaseNothingIsClaimed() {
        var run = house.processing();
        nanos.addAndGet(TestNodes.LEASE.toNanos());
        assertThat(its.round()).isZero();
        pausing.beat();
        assertThat(its.round()).isEqualTo(1);
        begun.remove().run();
        assertThat(house.said(run)).containsExactly("processing");
    }

    @Test
    void aStartLeavesTheClaimsOfOtherNodesAlone() {
        var run = house.processing();
        assertThat(its.round()).isEqualTo(1);
        assertThat(house.rig.store.releaseClaims(other.id().value(), house.clock.instant()))
                .isZero();
        assertThat(others.round()).isZero();
        assertThat(house.said(run)).isEmpty();
    }

    @Test
    void howeverFarAheadAClockIsOthersClaimsAreLeftAlone() {
        var ahead = ahead();
        var run = house.processing();
        assertThat(its.round()).isEqualTo(1);
        assertThat(ahead.round()).isZero();
        begun.remove().run();
        assertThat(ahead.round()).isZero();
        assertThat(house.said(run)).containsExactly("processing");
        assertThat(house.rig.states(run)).containsExactly("delivered");
    }

    @Test
    void howeverFarAheadAClockIsTheEndDoesNotOvertakeWhatIsUnderWay() {
        var ahead = ahead();
        var run = house.processing();
        assertThat(its.round()).isEqualTo(1);
        house.rig.success(run, WebhookHouse.URL);
        assertThat(ahead.round()).as("looked at and put off").isEqualTo(1);
        assertThat(house.said(run)).isEmpty();
        begun.remove().run();
        assertThat(ahead.round()).isEqualTo(1);
        assertThat(house.said(run)).containsExactly("processing", "success");
        assertThat(house.rig.states(run)).containsExactly("delivered", "delivered");
    }

    @Test
    void whatANodeClaimedAfterItsDeathIsDueInAMinute() {
        die();
        assertThat(others.round()).isZero();
        var run = house.processing();
        claim(pausing.id());
        assertThat(others.round()).isZero();
        house.clock.pass(Duration.ofMinutes(1));
        assertThat(others.round()).isEqualTo(1);
        assertThat(house.said(run)).containsExactly("processing");
    }

    @Test
    void claimsOfANodeThatNobodyKnowsAreGivenBackAtAStart() {
        var run = house.processing();
        claim(new Node.Id("node_" + "9".repeat(26)));
        assertThat(others.round()).isZero();
        assertThat(house.rig.store.releaseClaims(other.id().value(), house.clock.instant()))
                .isEqualTo(1);
        assertThat(others.round()).isEqualTo(1);
        assertThat(house.said(run)).containsExactly("processing");
    }

    private void claim(Node.Id node) {
        var claimed =
                house.rig.store.claim(
                        Map.of("https://receiver.example:443", 1),
                        node.value(),
                        house.clock.instant(),
                        Duration.ofSeconds(60));
        assertThat(claimed.events()).hasSize(1);
    }

    private Deliveries ahead() {
        return house.deliveries(
                other, new InlineExecutor(), Clock.offset(house.clock, Duration.ofHours(1)));
    }

    private void die() {
        nanos.addAndGet(TestNodes.LEASE.toNanos());
        other.beat();
        assertThat(other.dead()).extracting(Node::id).contains(pausing.id());
    }
}
