package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import dev.handwright.fakes.TestPostgres;
import dev.handwright.fakes.TestS3;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one server, or three on one PostgreSQL and one S3, busy with runs on real desktops and
 * kills servers, sandboxes, desktops and launchers at moments and steps that a seed chooses; then
 * looks whether anything was lost or done twice.
 */
final class Torture implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Torture.class);
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofSeconds(4);

    private final int count;
    private final TortureSteps steps;
    private final Queue<Stroke> plan = new ArrayDeque<>();
    private final TorturePage page = new TorturePage();
    private final CutNetwork network = new CutNetwork();
    private final List<TortureNode> nodes = new ArrayList<>();
    private final TortureHistory history;
    private final Map<String, Integer> done = new TreeMap<>();
    private final Set<String> killedRooms = new HashSet<>();

    /**
     * @param count of nodes, 1 or 3
     */
    Torture(long seed, int kills, int count) throws IOException {
        this.count = count;
        var random = new Random(seed);
        this.steps = new TortureSteps(random);
        for (int i = 0; i < kills; i++) {
            plan.add(Stroke.of(random, count));
        }
        this.history = count == 1 ? startOne(random.nextInt(2)) : startThree();
    }

    /** What is done, and how often among a hundred with one node and with three. */
    private enum Kind {
        KILL(30, 26),
        KILL_AT_A_STEP(45, 25),
        KILL_WITH_SANDBOX(10, 6),
        STOP(5, 5),
        KILL_FOR_LONG(0, 8),
        PAUSE(0, 7),
        PAUSE_AT_A_STEP(0, 8),
        CUT_DATABASE(0, 5),
        KILL_SANDBOX(3, 3),
        KILL_DESKTOP(3, 3),
        KILL_LAUNCHER(4, 4);

        private static final Set<Kind> AT_A_STEP = Set.of(KILL_AT_A_STEP, PAUSE_AT_A_STEP);
        private static final Set<Kind> OF_SERVER =
                Set.of(KILL, KILL_AT_A_STEP, KILL_WITH_SANDBOX, STOP, KILL_FOR_LONG);

        private final int alone;
        private final int ofThree;

        Kind(int alone, int ofThree) {
            this.alone = alone;
            this.ofThree = ofThree;
        }

        static Kind of(Random random, int nodes) {
            int point = random.nextInt(100);
            for (var kind : values()) {
                point -= nodes == 1 ? kind.alone : kind.ofThree;
                if (point < 0) {
                    return kind;
                }
            }
            throw new AssertionError("the shares are not 100");
        }

        boolean isAtAStep() {
            return AT_A_STEP.contains(this);
        }

        boolean endsServer() {
            return OF_SERVER.contains(this);
        }
    }

    /**
     * One thing that is done.
     *
     * @param pause before it, where no step is waited for
     * @param absence how long a server stays away that does
     * @param atOnce what is done next does not wait until the server answers
     */
    private record Stroke(
            Kind kind, int node, Duration pause, Duration absence, boolean atOnce, long seed) {
        static Stroke of(Random random, int nodes) {
            return new Stroke(
                    Kind.of(random, nodes),
                    random.nextInt(nodes),
                    Duration.ofMillis(random.nextLong(1500)),
                    Duration.ofMillis(random.nextLong(200, 2 * LEASE.toMillis())),
                    random.nextInt(nodes == 1 ? 4 : 1) == 0,
                    random.nextLong());
        }
    }

    private TortureHistory startOne(int pool) {
        var settings = settings();
        settings.put("desktops.pool", "" + pool);
        nodes.add(new TortureNode(settings, new Leftovers(), steps));
        return TortureHistory.in(nodes.getFirst().server.data().resolve("handwright.db"));
    }

    private TortureHistory startThree() {
        var database = TestPostgres.fresh();
        network.leadTo(URI.create(database));
        var port = ":" + URI.create(database).getPort() + "/";
        var through = database.replace(port, ":" + network.address().getPort() + "/");
        var settings = NodeSettings.on(through, HEARTBEAT, LEASE);
        settings.putAll(TestS3.named(TestS3.newBucket()));
        settings.putAll(settings());
        for (var users : Leftovers.several(count)) {
            nodes.add(new TortureNode(settings, users, steps));
            nodes.getLast().server.use(nodes.getFirst().server.key());
        }
        return TortureHistory.in(database);
    }

    private Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("desktops.reachable", page.reachable());
        settings.put("runs.concurrency", "2");
        settings.put("runs.timeout", "2 h"); // some are killed again and again for ten minutes
        settings.put("sandboxes.warm_python", "1");
        settings.put("sandboxes.warm_java", "0");
        return settings;
    }

    /**
     * @return what was done, for people
     */
    String run() throws Exception {
        int kills = plan.size();
        var servers = nodes.stream().map(it -> it.server).toList();
        try (var load = new TortureLoad(servers, page, 1 + 2 * count)) {
            long begun = System.nanoTime();
            while (!plan.isEmpty()) {
                for (var node : nodes) {
                    node.comeBackInTime();
                }
                perform(plan.remove());
            }
            var killing = Duration.ofNanos(System.nanoTime() - begun);
            for (var node : nodes) {
                node.comeBack();
                node.release();
            }
            load.finish();
            var faults = new ArrayList<>(load.unfinishedLogs());
            for (var server : servers) {
                server.stop();
            }
            var checks = new TortureChecks(load, page, history, killedRooms);
            faults.addAll(checks.faults());
            nodes.forEach(it -> faults.addAll(it.left()));
            assertThat(faults).as(() -> done + " " + checks.ends() + "\n" + logs()).isEmpty();
            return "%d kills in %d s: %s; %d runs %s; caught so often at each step: %s"
                    .formatted(
                            kills,
                            killing.toSeconds(),
                            done,
                            load.acknowledged.size(),
                            checks.ends(),
                            steps);
        }
    }

    private void perform(Stroke stroke) throws Exception {
        var node = nodes.get(stroke.node);
        var random = new Random(stroke.seed);
        if (!stroke.kind.isAtAStep()) {
            pause(stroke.pause);
        }
        node.comeBack();
        LOG.info("{} to go: {} node {}", plan.size(), stroke.kind, stroke.node);
        count(stroke.kind.name());
        switch (stroke.kind) {
            case KILL -> node.server.kill();
            case KILL_AT_A_STEP -> {
                count(node.awaitStep() ? "caught" : "not caught");
                node.server.kill();
            }
            case KILL_WITH_SANDBOX -> {
                node.server.kill();
                node.rooms.killSandbox(random);
            }
            case STOP -> {
                node.release();
                node.server.stop();
            }
            case KILL_FOR_LONG -> node.stayAway(stroke.absence);
            case PAUSE -> node.pause(stroke.absence);
            case PAUSE_AT_A_STEP -> {
                if (node.awaitStep()) {
                    node.stayCaught(stroke.absence);
                } else {
                    node.release();
                }
            }
            case CUT_DATABASE -> {
                network.cut();
                pause(stroke.absence);
                network.mend();
            }
            case KILL_SANDBOX -> node.rooms.killSandbox(random).ifPresent(killedRooms::add);
            case KILL_DESKTOP -> node.rooms.killDesktop(random).ifPresent(killedRooms::add);
            case KILL_LAUNCHER -> node.server.restartLauncher();
        }
        if (stroke.kind.endsServer() && stroke.kind != Kind.KILL_FOR_LONG) {
            var next = isCaughtNext(stroke.node) ? steps.next() : Map.<String, Integer>of();
            if (next.containsKey(TortureSteps.BEGINNING_ANEW)) {
                node.rooms.killDesktop(random).ifPresent(killedRooms::add);
            }
            node.start(next, stroke.atOnce);
        }
    }

    /** Whether the next thing that is done to this node happens at a step. */
    private boolean isCaughtNext(int node) {
        return plan.stream()
                .filter(it -> it.node == node)
                .filter(it -> it.kind.isAtAStep() || it.kind.endsServer())
                .findFirst()
                .filter(it -> it.kind.isAtAStep())
                .isPresent();
    }

    private void count(String what) {
        done.merge(what.toLowerCase(Locale.ROOT).replace('_', ' '), 1, Integer::sum);
    }

    private String logs() {
        var logs = new StringBuilder();
        nodes.forEach(it -> logs.append(it.server.folder()).append('\n').append(it.server.log()));
        return logs.toString();
    }

    private static void pause(Duration time) {
        var _ = Await.within(time, () -> false);
    }

    @Override
    public void close() throws IOException {
        history.close();
        nodes.forEach(TortureNode::close);
        network.close();
        page.close();
    }
}
