package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.WebhookRig;
import dev.handwright.adapter.web.HttpSender;
import dev.handwright.adapter.web.Names;
import dev.handwright.base.AddressRange;
import dev.handwright.base.AddressRules;
import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.fakes.FastClock;
import dev.handwright.fakes.RawReceiver;
import dev.handwright.fakes.SeededIds;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.fakes.TestNodes;
import dev.handwright.runs.Run;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.webhooks.Deliveries;
import dev.handwright.webhooks.Retries;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries with real threads, real sockets and a clock that runs a hundred times too fast. */
@Tag("check")
@Tag("database")
final class DeliveriesIT {
    private static final long SEED = 20261122;

    @TempDir private Path folder;
    private final Clock clock = new FastClock(100);
    private WebhookRig rig;
    private HttpSender sender;

    @BeforeEach
    void open() {
        rig = new WebhookRig(TestDatabase.open(folder), new Workspace.Id("ws_one"), clock);
        var rules = new AddressRules(List.of(AddressRange.parse("127.0.0.1")));
        sender =
                new HttpSender(
                        new HttpSender.Settings(rules, 64, HttpSender.TIMEOUT, Optional.empty()),
                        Names.system());
    }

    @AfterEach
    void close() {
        sender.close();
        rig.close();
    }

    private Deliveries start() {
        var ring = new KeyRing(List.of(new KeyRing.Key("k1", new byte[32])));
        var ids = new SeededIds(SEED);
        var secrets = new WebhookSecrets(rig.secrets, new Sealing(ring, ids), clock, ids);
        var parts =
                new Deliveries.Parts(
                        rig.store,
                        sender,
                        secrets,
                        new Retries(ids),
                        Metrics.none(),
                        TestNodes.alone(rig.database),
                        clock);
        return new Deliveries(
                        parts,
                        new Deliveries.Settings(1024, 64, Duration.ZERO),
                        Executors.newVirtualThreadPerTaskExecutor())
                .start();
    }

    /** Whatever the receiver does, each run's events come in order, whole, and at last. */
    @Test
    void aMoodyReceiverGetsEveryRunInOrder() throws Exception {
        var moods = new Random(SEED);
        var arrived = new ConcurrentHashMap<String, List<RawReceiver.Post>>();
        try (var receiver =
                new RawReceiver((post, socket) -> moody(moods, arrived, post, socket))) {
            var runs = new ArrayList<Run.Id>();
            for (int i = 0; i < 150; i++) {
                runs.add(rig.run());
                rig.processing(runs.getLast(), receiver.url());
            }
            var deliveries = start();
            for (var run : runs) {
                rig.success(run, receiver.url());
                deliveries.wake();
                if (run.equals(runs.get(75))) {
                    deliveries.close(); // in the middle, cutting attempts off
                    deliveries = start();
                }
            }
            try (var _ = deliveries) {
                await(() ->
                        runs.stream()
                                .allMatch(run -> rig.states(run).getLast().equals("delivered")));
            }
            for (var run : runs) {
                inOrder(arrived.get(run.toString()), rig.states(run).getFirst());
            }
        }
    }

    private static boolean moody(
            Random moods,
            Map<String, List<RawReceiver.Post>> arrived,
            RawReceiver.Post post,
            Socket socket)
            throws IOException {
        int mood;
        synchronized (moods) {
            mood = moods.nextInt(10);
        }
        var run = String.valueOf(Json.readObject(post.text()).get("message_id"));
        arrived.computeIfAbsent(run, _ -> new java.util.concurrent.CopyOnWriteArrayList<>())
                .add(post);
        return switch (mood) {
            case 0 -> RawReceiver.answer(500, "", "moody").give(post, socket);
            case 1 -> RawReceiver.answer(429, "Retry-After: 3\r\n", "").give(post, socket);
            case 2 -> false; // closes without a word
            default -> RawReceiver.answer(204, "", "").give(post, socket);
        };
    }

    private static void inOrder(List<RawReceiver.Post> posts, String processing) {
        var said =
                posts.stream()
                        .map(it -> String.valueOf(Json.readObject(it.text()).get("status")))
                        .toList();
        assertThat(said).contains("success");
        int first = said.indexOf("success");
        assertThat(said.subList(first, said.size())).containsOnly("success");
        assertThat(processing).isIn("delivered", "superseded");
        var bodies = new LinkedHashMap<String, byte[]>();
        for (var post : posts) {
            var id = String.valueOf(post.headers().get("webhook-id"));
            assertThat(Arrays.equals(bodies.computeIfAbsent(id, _ -> post.body()), post.body()))
                    .isTrue();
        }
    }

    /** Thirty receivers that take everything and say nothing, and one that is well. */
    @Test
    void receiversThatHangDoNotSlowOthers() throws Exception {
        var hanging = new ArrayList<RawReceiver>();
        try (var well = new RawReceiver(RawReceiver.answer(204, "", ""))) {
            for (int i = 0; i < 30; i++) {
                hanging.add(new RawReceiver((_, socket) -> socket.getInputStream().read() >= 0));
                for (int j = 0; j < 20; j++) {
                    rig.processing(rig.run(), hanging.getLast().url());
                }
            }
            try (var deliveries = start()) {
                await(() -> hanging.stream().allMatch(it -> !it.posts().isEmpty()));
                long began = System.nanoTime();
                var runs = new ArrayList<Run.Id>();
                for (int i = 0; i < 100; i++) {
                    runs.add(rig.run());
                    rig.processing(runs.getLast(), well.url());
                    rig.success(runs.getLast(), well.url());
                    deliveries.wake();
                }
                await(() -> well.posts().size() >= 200);
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isLessThan(Duration.ofSeconds(5));
            }
        } finally {
            for (var receiver : hanging) {
                receiver.close();
            }
        }
    }

    /** A receiver nobody listens at, then somebody does. */
    @Test
    void aReceiverThatComesBackGetsWhatItMissed() throws Exception {
        URI url;
        try (var receiver = new RawReceiver(RawReceiver.answer(204, "", ""))) {
            url = receiver.url();
        }
        var run = rig.run();
        rig.processing(run, url);
        try (var deliveries = start()) {
            await(() -> !rig.log(run).getFirst().attempts().isEmpty());
            deliveries.wake();
            var server =
                    new java.net.ServerSocket(
                            url.getPort(), 50, java.net.InetAddress.ofLiteral("127.0.0.1"));
            try (var receiver = new RawReceiver(server, RawReceiver.answer(204, "", ""))) {
                await(() -> rig.states(run).equals(List.of("delivered")));
                assertThat(receiver.posts()).hasSize(1);
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var never = new CountDownLatch(1);
        for (int i = 0; i < 1000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("50 s were not enough");
    }
}
