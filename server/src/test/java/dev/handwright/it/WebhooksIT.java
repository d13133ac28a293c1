package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.WebhookRig;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.runs.Run;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhooks and their secrets over HTTP; a second connection writes the runs and events. */
@Tag("database")
final class WebhooksIT {
    private static TestServer server;
    private static WebhookRig rig;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        Map.of(
                                "webhooks.plain_http", "true",
                                "webhooks.allowed_addresses", "127.0.0.1"));
        var workspace =
                new Workspace.Id(server.firstStart().getOrDefault("HANDWRIGHT_WORKSPACE_ID", ""));
        rig = new WebhookRig(server.database(), workspace, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        rig.close();
        server.close();
    }

    @Test
    void theDeliveryLogShowsEachAttemptAndAnEventIsSentAgain() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(201, "", "thank you"))) {
            var run = rig.run();
            rig.processing(run, receiver.url());
            await(() -> rig.states(run).equals(List.of("delivered")));

            var event = event(run);
            assertThat(event)
                    .containsEntry("status", "processing")
                    .containsEntry("state", "delivered")
                    .containsEntry("url", receiver.url().toString())
                    .doesNotContainKey("next_attempt_at");
            assertThat(attempt(event, 0))
                    .containsEntry("number", 1)
                    .containsEntry("http_status", 201)
                    .containsEntry("address", "127.0.0.1")
                    .containsEntry("outcome", "The receiver answered 201.")
                    .containsEntry("response", "thank you");

            var path = "/runs/" + run + "/webhooks/" + event.get("event_id") + "/redeliver";
            assertThat(server.post(path, Map.of()).status()).isEqualTo(202);
            await(() -> receiver.posts().size() == 2);
            assertThat(receiver.posts().get(1).body()).isEqualTo(receiver.posts().get(0).body());
            await(() -> rig.log(run).getFirst().attempts().size() == 2);
            assertThat(attempt(event(run), 1)).containsEntry("number", 2);
        }
    }

    @Test
    void signedWithTheSecretOfTheFirstStart() throws Exception {
        try (var receiver = new RawReceiver(RawReceiver.answer(204, "", ""))) {
            var run = rig.run();
            rig.processing(run, receiver.url());
            await(() -> !receiver.posts().isEmpty());
            assertThat(receiver.posts().getFirst().headers())
                    .containsKeys("x-hmac-signature", "webhook-signature", "webhook-id");
            assertThat(server.firstStart().get("WEBHOOK_SECRET")).startsWith("whsec_");
        }
    }

    @Test
    void whatWaitsIsCountedAndMeasured() throws Exception {
        var run = rig.run();
        rig.processing(run, URI.create("http://127.0.0.1:1/nobody"));
        await(() -> !rig.log(run).getFirst().attempts().isEmpty());
        var waiting = server.get("/webhooks").json();
        assertThat(waiting).containsKey("oldest_undelivered_since");
        assertThat((Integer) waiting.get("undelivered")).isGreaterThanOrEqualTo(1);
        assertThat(event(run)).containsEntry("state", "pending").containsKey("next_attempt_at");

        var metrics = server.get("/metrics").text();
        for (var name : metricsOfTheAlerts()) {
            assertThat(metrics).contains("\n" + name);
        }
        assertThat(metrics).doesNotContain("handwright_webhook_oldest_undelivered_seconds 0.0");
    }

    private static List<String> metricsOfTheAlerts() throws IOException {
        var root = Path.of("").toAbsolutePath();
        var file = "deploy/prometheus/handwright-alerts.yaml";
        var rules =
                Files.readString(
                        Files.exists(root.resolve(file))
                                ? root.resolve(file)
                                : root.resolveSibling(file));
        var names = new ArrayList<String>();
        Pattern.compile("handwright_[a-z_]+")
                .matcher(rules)
                .results()
                .forEach(it -> names.add(it.group()));
        assertThat(names).hasSizeGreaterThan(2);
        return names;
    }

    @Test
    void aForbiddenAddressIsNotDialledAndSaidSo() throws Exception {
        var run = rig.run();
        rig.processing(run, URI.create("http://169.254.169.254/latest"));
        await(() -> !rig.log(run).getFirst().attempts().isEmpty());
        assertThat(attempt(event(run), 0))
                .doesNotContainKeys("address", "http_status")
                .extractingByKey("outcome")
                .asString()
                .startsWith(
                        "Not dialled: 169.254.169.254 leads to 169.254.169.254, which is link-local");
    }

    @Test
    void unknownRunsAndEventsAreNotFound() {
        var unknown = new UUID(9, 9);
        assertThat(server.get("/runs/" + unknown + "/webhooks").status()).isEqualTo(404);
        assertThat(server.get("/runs/nonsense/webhooks").status()).isEqualTo(404);
        var run = rig.run();
        assertThat(server.get("/runs/" + run + "/webhooks").text()).contains("\"events\":[]");
        assertThat(server.post("/runs/" + run + "/webhooks/msg_no/redeliver", Map.of()).status())
                .isEqualTo(404);
    }

    @Test
    void aSecretIsRotatedAndNeverShownAgain() {
        var path = "/workflows/" + WebhookRig.WORKFLOW + "/webhook-secret";
        assertThat(server.get(path).text()).isEqualTo("{\"configured\":false}");

        var made = server.put(path, Map.of("overlap_seconds", 60));
        assertThat(made.status()).isEqualTo(200);
        var secret = String.valueOf(made.json().get("secret"));
        assertThat(secret).startsWith("whsec_");
        assertThat(made.json()).doesNotContainKey("previous_valid_until");

        var own = server.put(path, Map.of("secret", "one-of-our-own-secrets"));
        assertThat(own.json()).containsKey("previous_valid_until").doesNotContainKey("secret");
        assertThat(server.get(path).text()).doesNotContain(secret).doesNotContain("our-own");

        assertThat(server.delete(path + "/previous").status()).isEqualTo(204);
        assertThat(server.delete(path + "/previous").status()).isEqualTo(404);
        assertThat(server.delete(path).status()).isEqualTo(204);
        assertThat(server.delete(path).status()).isEqualTo(404);
        assertThat(server.get("/webhook-secret").json().get("configured")).isEqualTo(true);
    }

    @Test
    void badSecretsAreRefusedWithoutRepeatingThem() {
        for (var secret :
                List.of("short", "with some spaces in it", "whsec_not+base64!", "whsec_AAAA", "")) {
            var answer = server.put("/webhook-secret", Map.of("secret", secret));
            assertThat(answer.status()).as(secret).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("spaces in it").doesNotContain("not+base64");
        }
        assertThat(server.put("/webhook-secret", Map.of("secret", 5)).status()).isEqualTo(400);
        assertThat(server.put("/webhook-secret", Map.of("overlap_seconds", -1)).status())
                .isEqualTo(400);
        assertThat(server.get("/workflows/" + new UUID(8, 8) + "/webhook-secret").status())
                .isEqualTo(404);
        assertThat(server.put("/workflows/x/webhook-secret", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void secretsNeedAnAdmin() {
        var made = server.post("/keys", Map.of("scopes", List.of("runs", "workflows")));
        var key = String.valueOf(made.json().get("key"));
        var answer = server.send(server.to("/webhook-secret").header("x-api-key", key));
        assertThat(answer.status()).isEqualTo(403);
    }

    private static Map<String, Object> event(Run.Id run) {
        var events = objects(server.get("/runs/" + run + "/webhooks").json().get("events"));
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static Map<String, Object> attempt(Map<String, Object> event, int index) {
        return objects(event.get("attempts")).get(index);
    }

    /** A JSON list of objects. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Object list) {
        return (List<Map<String, Object>>) list;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var never = new CountDownLatch(1);
        for (int i = 0; i < 500; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("10 s were not enough");
    }
}
