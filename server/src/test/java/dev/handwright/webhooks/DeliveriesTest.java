package dev.handwright.webhooks;

import static dev.handwright.fakes.CapturedWebhooks.answer;
import static dev.handwright.fakes.CapturedWebhooks.silence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.LaterExecutor;
import dev.handwright.secrets.Secret;
import dev.handwright.webhooks.WebhookSecrets.Owner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
final class DeliveriesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private WebhookHouse house;

    @BeforeEach
    void open() {
        house = new WebhookHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void oneProcessingThenOneEnd() {
        var run = house.processing();
        house.deliver();
        house.rig.success(run, WebhookHouse.URL);
        house.deliver();
        house.deliver();
        assertThat(house.said(run)).containsExactly("processing", "success");
        assertThat(house.rig.states(run)).containsExactly("delivered", "delivered");
    }

    @Test
    void aRunThatEndsInTheQueueSendsOnlyItsEnd() {
        var run = house.rig.run();
        house.rig.success(run, WebhookHouse.URL);
        house.deliver();
        assertThat(house.said(run)).containsExactly("success");
    }

    @Test
    void theEndWaitsForProcessingAndFollowsAtOnce() {
        house.receiver.answerWith(_ -> silence());
        var run = house.processing();
        house.deliver();
        house.rig.success(run, WebhookHouse.URL);
        house.deliverFor(MINUTE.multipliedBy(3));
        assertThat(house.said(run)).doesNotContain("success");

        house.receiver.answerWith(_ -> answer(200));
        house.deliverFor(MINUTE.multipliedBy(6));
        assertThat(house.said(run)).endsWith("processing", "success");
        assertThat(house.rig.states(run)).containsExactly("delivered", "delivered");
    }

    @Test
    void afterTenMinutesProcessingIsSupersededAndNeverSent() {
        house.receiver.answerWith(post -> post.says("processing") ? silence() : answer(200));
        var run = house.processing();
        house.rig.success(run, WebhookHouse.URL);
        var ended = house.clock.instant();
        house.deliverFor(Turn.PATIENCE.minus(MINUTE));
        assertThat(house.rig.states(run)).containsExactly("pending", "pending");
        house.deliverFor(MINUTE);
        assertThat(house.rig.states(run)).containsExactly("superseded", "delivered");
        assertThat(house.clock.instant()).isEqualTo(ended.plus(Turn.PATIENCE));

        house.deliverFor(Duration.ofDays(4));
        assertThat(house.said(run)).endsWith("processing", "success");
        assertThat(house.said(run)).containsOnlyOnce("success");
    }

    @Test
    void largeBodiesAreSentAFewAtATime() {
        house.receiver.answerWith(_ -> answer(200));
        for (int i = 0; i < 20; i++) {
            var url = URI.create("https://receiver%d.example/hook".formatted(i));
            house.rig.success(house.rig.run(), url, "x".repeat(1 << 20));
        }
        var begun = new ArrayDeque<Runnable>();
        var deliveries = house.deliveries(new LaterExecutor(begun));
        int most = 0;
        while (deliveries.round() > 0 || !begun.isEmpty()) {
            most = Math.max(most, begun.size());
            if (!begun.isEmpty()) {
                begun.remove().run();
            }
        }
        assertThat(most).isBetween(2, 12);
        assertThat(house.receiver.posts()).hasSize(20);
    }

    @Test
    void theEndDoesNotOvertakeAProcessingThatIsUnderWay() {
        var run = house.processing();
        var looked = new AtomicBoolean();
        house.receiver.answerWith(post -> {
            if (post.says("processing")) {
                // The run ends, and ten minutes pass, while this attempt is under way.
                house.rig.success(run, WebhookHouse.URL);
                house.clock.pass(Turn.PATIENCE.plus(Duration.ofSeconds(1)));
                var second = house.deliveries(new dev.handwright.fakes.InlineExecutor());
                house.rig.database.write(handle ->
                        handle.execute(
                                "update webhook_event set claimed_until = ? where seq = 0",
                                house.clock.instant().plusSeconds(20).toEpochMilli()));
                second.round();
                assertThat(house.said(run)).containsExactly("processing");
                looked.set(true);
            }
            return answer(200);
        });
        house.deliver();
        assertThat(looked).isTrue();
        assertThat(house.said(run)).containsExactly("processing", "success");
        assertThat(house.rig.states(run)).containsExactly("delivered", "delivered");
    }

    @Test
    void noAttemptOfProcessingBeginsThatCouldOutlastTheTenMinutes() {
        house.receiver.answerWith(_ -> silence());
        var run = house.processing();
        house.rig.success(run, WebhookHouse.URL);
        house.deliverFor(Turn.PATIENCE.plus(MINUTE));
        var end = house.rig.log(run).get(1).event();
        var latest = end.createdAt().plus(Turn.PATIENCE).minus(Turn.LONGEST_ATTEMPT);
        assertThat(house.rig.log(run).getFirst().attempts())
                .isNotEmpty()
                .allMatch(it -> !it.at().isAfter(latest));
    }

    @Test
    void goneStopsAllEventsOfTheRun() {
        house.receiver.answerWith(_ -> answer(410));
        var early = house.processing();
        house.rig.success(early, WebhookHouse.URL);
        var late = house.processing();
        house.deliver();
        house.rig.success(late, WebhookHouse.URL);
        house.deliverFor(Duration.ofDays(4));
        for (var run : List.of(early, late)) {
            assertThat(house.said(run)).containsExactly("processing");
            assertThat(house.rig.states(run)).containsExactly("stopped", "stopped");
        }
    }

    @Test
    void aRefusedProcessingDoesNotHoldUpTheEnd() {
        house.receiver.answerWith(post -> answer(post.says("processing") ? 404 : 200));
        var run = house.processing();
        house.rig.success(run, WebhookHouse.URL);
        house.deliver();
        assertThat(house.rig.states(run)).containsExactly("failed", "delivered");
    }

    @Test
    void aReceiverThatWasDeadForADayGetsEverything() {
        house.receiver.answerWith(_ -> silence());
        var first = house.processing();
        var second = house.processing();
        house.rig.success(first, WebhookHouse.URL);
        house.deliverFor(Duration.ofDays(1));
        house.receiver.answerWith(_ -> answer(204));
        house.deliverFor(Retries.LONGEST);
        assertThat(house.rig.states(first)).containsExactly("superseded", "delivered");
        assertThat(house.rig.states(second)).containsExactly("delivered");
    }

    @Test
    void everyAttemptSendsTheSameBytesAndIdButItsOwnTime() {
        house.receiver.answerWith(_ -> answer(500));
        var run = house.processing();
        house.deliverFor(Duration.ofHours(1));
        house.restart();
        house.deliverFor(Duration.ofHours(3));
        var posts = house.receiver.posts();
        assertThat(posts).hasSizeGreaterThan(8);
        assertThat(posts)
                .allMatch(it -> java.util.Arrays.equals(it.body(), posts.getFirst().body()));
        assertThat(posts)
                .extracting(it -> it.headers().get("webhook-id"))
                .containsOnly("msg_" + run + "_0");
        assertThat(posts)
                .extracting(it -> it.headers().get("webhook-timestamp"))
                .doesNotHaveDuplicates();
    }

    @Test
    void afterThreeDaysItIsGivenUp() {
        house.receiver.answerWith(_ -> silence());
        var run = house.processing();
        house.deliverFor(Retries.WINDOW.plus(MINUTE));
        assertThat(house.rig.states(run)).containsExactly("exhausted");
        assertThat(house.rig.log(run).getFirst().attempts().getLast().outcome())
                .isEqualTo("The receiver refused the connection; given up after three days.");
    }

    @Test
    void anAttemptThatAKillCutOffIsMadeAgainAtOnce() {
        var run = house.processing();
        var claimed =
                house.rig.store.claim(
                        java.util.Map.of("https://receiver.example:443", 4),
                        house.node.id().value(),
                        house.clock.instant(),
                        MINUTE);
        assertThat(claimed.events()).hasSize(1);
        house.deliver();
        assertThat(house.said(run)).isEmpty();

        house.restart();
        house.deliver();
        assertThat(house.said(run)).containsExactly("processing");
        assertThat(house.rig.log(run).getFirst().attempts())
                .extracting(Attempt::number)
                .containsExactly(2);
    }

    @Test
    void attemptsAreSignedWithWhatIsValidThen() {
        var owner = Owner.of(house.rig.workspace);
        house.processing();
        house.deliver();
        house.secrets.set(owner, new Secret("the-first-secret"), Duration.ZERO);
        house.processing();
        house.deliver();
        house.secrets.rotate(owner, Duration.ofHours(1));
        house.processing();
        house.deliver();
        house.clock.pass(Duration.ofHours(2));
        house.processing();
        house.deliver();
        assertThat(house.receiver.posts())
                .extracting(
                        it -> it.headers().getOrDefault("webhook-signature", "").split(" ").length)
                .containsExactly(1, 1, 2, 1);
        assertThat(house.receiver.posts().getFirst().headers())
                .doesNotContainKey("X-Hmac-Signature");
        assertThat(house.receiver.posts().get(2).headers()).containsKey("X-Hmac-Signature-Next");
    }

    @Test
    void asLongAsAnEventWaitsItsRunSaysSo() {
        house.receiver.answerWith(_ -> silence());
        var run = house.processing();
        var since = house.clock.instant();
        house.deliverFor(Duration.ofHours(1));
        assertThat(house.webhooks.undeliveredSince(house.rig.workspace, run)).contains(since);
        assertThat(house.rig.store.oldestUndelivered()).contains(since);
        assertThat(house.webhooks.undelivered(house.rig.workspace).count()).isEqualTo(1);

        house.receiver.answerWith(_ -> answer(200));
        house.deliverFor(Duration.ofHours(3));
        assertThat(house.webhooks.undeliveredSince(house.rig.workspace, run)).isEmpty();
        assertThat(house.rig.store.oldestUndelivered()).isEmpty();
    }

    @Test
    void aSecretThatCannotBeOpenedDelaysOnlyItsOwnEvents() {
        house.rig.database.write(handle ->
                handle.execute(
                        "insert into webhook_secret values ('whs_bad', ?, null, 'garbage', 0, null)",
                        house.rig.workspace.value()));
        var run = house.processing();
        house.deliver();
        assertThat(house.said(run)).isEmpty();
        house.secrets.remove(Owner.of(house.rig.workspace));
        house.deliverFor(Duration.ofMinutes(2));
        assertThat(house.said(run)).containsExactly("processing");
    }

    @Test
    void redeliveryIsRefusedWhereItWouldBreakAPromise() {
        house.receiver.answerWith(post -> post.says("processing") ? silence() : answer(200));
        var run = house.processing();
        house.rig.success(run, WebhookHouse.URL);
        house.deliverFor(Turn.PATIENCE);
        assertThat(redeliver(run, 0)).isInstanceOf(Webhooks.Redelivery.NotNow.class);
        assertThat(redeliver(run, 1)).isInstanceOf(Webhooks.Redelivery.Due.class);
        house.deliver();
        assertThat(house.said(run)).endsWith("success", "success");

        house.receiver.answerWith(post -> answer(post.says("success") ? 500 : 200));
        var other = house.processing();
        house.deliver();
        house.rig.success(other, WebhookHouse.URL);
        house.deliver();
        assertThat(redeliver(other, 0)).isInstanceOf(Webhooks.Redelivery.NotNow.class);
    }

    @Test
    void aStoppedRunIsSentAgainWhenAsked() {
        house.receiver.answerWith(_ -> answer(410));
        var run = house.processing();
        house.rig.success(run, WebhookHouse.URL);
        house.deliver();
        house.receiver.answerWith(_ -> answer(200));
        house.clock.pass(Duration.ofSeconds(1));
        assertThat(redeliver(run, 1)).isInstanceOf(Webhooks.Redelivery.Due.class);
        house.deliver();
        assertThat(house.rig.states(run)).containsExactly("stopped", "delivered");
    }

    private Webhooks.Redelivery redeliver(dev.handwright.runs.Run.Id run, int seq) {
        var id = new WebhookEvent.Id("msg_" + run + "_" + seq);
        return house.webhooks.redeliver(house.rig.workspace, run, id);
    }
}
