package dev.handwright;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlWebhookSecretStore;
import dev.handwright.adapter.sql.SqlWebhookStore;
import dev.handwright.adapter.web.HttpSender;
import dev.handwright.adapter.web.Names;
import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.nodes.Nodes;
import dev.handwright.secrets.Sealing;
import dev.handwright.webhooks.Deliveries;
import dev.handwright.webhooks.Retries;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.webhooks.Webhooks;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;

/** All that sends webhooks, wired and running. */
record Outbox(WebhookSecrets secrets, Webhooks webhooks, Deliveries deliveries, HttpSender sender)
        implements AutoCloseable {

    static Outbox start(
            Config config,
            Database database,
            Sealing sealing,
            Nodes nodes,
            Clock clock,
            Ids ids,
            Metrics metrics) {
        var settings = config.webhooks();
        var store = new SqlWebhookStore(database);
        var secrets = new WebhookSecrets(new SqlWebhookSecretStore(database), sealing, clock, ids);
        var sender =
                new HttpSender(
                        new HttpSender.Settings(
                                settings.addressRules(),
                                settings.concurrencyPerOrigin(),
                                HttpSender.TIMEOUT,
                                Optional.empty()),
                        Names.system());
        var deliveries =
                new Deliveries(
                        new Deliveries.Parts(
                                store, sender, secrets, new Retries(ids), metrics, nodes, clock),
                        new Deliveries.Settings(
                                settings.concurrency(),
                                settings.concurrencyPerOrigin(),
                                config.http().drainTimeout()),
                        Executors.newVirtualThreadPerTaskExecutor());
        var webhooks = new Webhooks(store, deliveries::wake, clock, metrics);
        return new Outbox(secrets, webhooks, deliveries.start(), sender);
    }

    /** Call it after a commit that wrote an event. */
    void wake() {
        deliveries.wake();
    }

    @Override
    public void close() {
        deliveries.close();
        sender.close();
    }
}
