package dev.handwright.webhooks;

import dev.handwright.adapter.sql.WebhookRig;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.CapturedWebhooks;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.InlineExecutor;
import dev.handwright.fakes.SeededIds;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.fakes.TestNodes;
import dev.handwright.nodes.Nodes;
import dev.handwright.runs.Run;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Deliveries on a database of their own, with a clock that is set and a receiver that is not. */
final class WebhookHouse implements AutoCloseable {
    static final URI URL = URI.create("https://receiver.example/hook");

    final FakeClock clock = new FakeClock();
    final CapturedWebhooks receiver = new CapturedWebhooks();
    final WebhookRig rig;
    final Nodes node;
    final WebhookSecrets secrets;
    final Webhooks webhooks;
    private Deliveries deliveries;

    WebhookHouse(Path folder) {
        var ids = new CountingIds();
        rig = new WebhookRig(TestDatabase.open(folder), new Workspace.Id("ws_one"), clock);
        var ring = new KeyRing(List.of(new KeyRing.Key("k1", new byte[32])));
        secrets = new WebhookSecrets(rig.secrets, new Sealing(ring, ids), clock, ids);
        node = TestNodes.alone(rig.database);
        deliveries = deliveries(new InlineExecutor());
        webhooks = new Webhooks(rig.store, () -> {}, clock, Metrics.none());
    }

    Deliveries deliveries(ExecutorService attempts) {
        return deliveries(node, attempts);
    }

    Deliveries deliveries(Nodes node, ExecutorService attempts) {
        return deliveries(node, attempts, clock);
    }

    Deliveries deliveries(Nodes node, ExecutorService attempts, Clock clock) {
        var parts =
                new Deliveries.Parts(
                        rig.store,
                        receiver,
                        secrets,
                        new Retries(new SeededIds(7)),
                        Metrics.none(),
                        node,
                        clock);
        return new Deliveries(
                parts, new Deliveries.Settings(1000, 64, Duration.ofSeconds(1)), attempts);
    }

    /** Everything that is due is sent. */
    void deliver() {
        while (deliveries.round() > 0) {
            // There may be more.
        }
    }

    /** The same while time passes, each event at the moment it is due. */
    void deliverFor(Duration time) {
        var end = clock.instant().plus(time);
        deliver();
        for (var due = rig.nextDue(); due.isPresent(); due = rig.nextDue()) {
            if (due.get().isAfter(end)) {
                break;
            }
            clock.pass(Duration.between(clock.instant(), due.get()));
            deliver();
        }
        clock.pass(Duration.between(clock.instant(), end));
        deliver();
    }

    /** As after a kill: nothing of the old server is there but its database. */
    void restart() {
        deliveries = deliveries(new InlineExecutor());
        rig.store.releaseClaims(node.id().value(), clock.instant());
    }

    /** A run that was told to be processing. */
    Run.Id processing() {
        var run = rig.run();
        rig.processing(run, URL);
        return run;
    }

    /** What arrived or was tried, in order, as the body's status. */
    List<String> said(Run.Id run) {
        return receiver.posts().stream()
                .filter(it -> it.text().contains(run.toString()))
                .map(it ->
                        List.of("processing", "success", "failed").stream()
                                .filter(it::says)
                                .findFirst()
                                .orElseThrow())
                .toList();
    }

    @Override
    public void close() {
        rig.close();
    }
}
