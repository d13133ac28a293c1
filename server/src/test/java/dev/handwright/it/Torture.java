package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;

/**
 * Keeps a server busy with runs on real desktops and kills it, its sandboxes, desktops and launcher
 * at moments and steps that a seed chooses; then looks whether anything was lost or done twice.
 */
final class Torture {
    private static final int UNDER_WAY = 3;

    /** Between a start, or a kill that was none of the server, and the next kill. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1500);

    private static final Duration STEP = Duration.ofSeconds(15);

    private final Random random;
    private final TortureSteps steps;
    private final Queue<Kill> plan = new ArrayDeque<>();
    private final Leftovers users = new Leftovers();
    private final TortureRooms rooms = new TortureRooms(users);
    private final Map<String, Integer> done = new TreeMap<>();
    private Optional<TortureTrap> trap = Optional.empty();
    private int roomsKilled;

    Torture(long seed) {
        this.random = new Random(seed);
        this.steps = new TortureSteps(random);
    }

    /** What is killed, and how often among a hundred. */
    private enum Kill {
        SERVER(30),
        SERVER_AT_A_STEP(45),
        SERVER_AND_SANDBOX(10),
        SERVER_STOPPED(5),
        SANDBOX(3),
        DESKTOP(3),
        LAUNCHER(4);

        final int share;

        Kill(int share) {
            this.share = share;
        }

        static Kill of(Random random) {
            int point = random.nextInt(100);
            for (var kill : values()) {
                point -= kill.share;
                if (point < 0) {
                    return kill;
                }
            }
            throw new AssertionError("the shares are not 100");
        }

        boolean endsServer() {
            return this != SANDBOX && this != DESKTOP && this != LAUNCHER;
        }
    }

    /**
     * @return what was done, for people
     */
    String run(int kills) throws Exception {
        for (int i = 0; i < kills; i++) {
            plan.add(Kill.of(random));
        }
        try (var page = new TorturePage();
                var server = RealServer.start(settings(page));
                var load = new TortureLoad(server, page, UNDER_WAY)) {
            long begun = System.nanoTime();
            while (!plan.isEmpty()) {
                kill(server, plan.remove());
            }
            var killing = Duration.ofNanos(System.nanoTime() - begun);
            load.finish();
            server.stop();
            var checks = new TortureChecks(server, load, page);
            var _ = Await.within(Duration.ofSeconds(20), () -> users.of(rooms(server)).isEmpty());
            assertThat(checks.faults(roomsKilled, users))
                    .as(() -> done + " " + checks.ends() + "\n" + server.log())
                    .isEmpty();
            return "%d kills in %d s: %s; %d runs %s; killed so often at each step: %s"
                    .formatted(
                            kills,
                            killing.toSeconds(),
                            done,
                            load.acknowledged.size(),
                            checks.ends(),
                            steps);
        }
    }

    private Map<String, String> settings(TorturePage page) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("desktops.reachable", page.reachable());
        settings.put("desktops.pool", "1");
        settings.put("runs.concurrency", "2");
        settings.put("sandboxes.warm_python", "1");
        settings.put("sandboxes.warm_java", "0");
        settings.put("launcher.uid_first", "" + users.first());
        settings.put("launcher.uid_last", "" + users.last());
        return settings;
    }

    private void kill(RealServer server, Kill kill) throws Exception {
        if (kill != Kill.SERVER_AT_A_STEP) {
            pause(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
        }
        done.merge(kill.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        switch (kill) {
            case SERVER -> server.kill();
            case SERVER_AT_A_STEP -> {
                awaitStep();
                server.kill();
            }
            case SERVER_AND_SANDBOX -> {
                server.kill();
                rooms.killSandbox(random);
            }
            case SERVER_STOPPED -> server.stop();
            case SANDBOX -> count(rooms.killSandbox(random));
            case DESKTOP -> count(rooms.killDesktop(random));
            case LAUNCHER -> server.restartLauncher();
        }
        if (kill.endsServer()) {
            startAgain(server);
        }
    }

    private void awaitStep() throws InterruptedException {
        if (trap.isPresent()) {
            var step = trap.get().caught(STEP);
            step.ifPresentOrElse(steps::reached, () -> steps.missed(trap.get().steps()));
            if (step.isEmpty()) {
                done.merge("no step within " + STEP.toSeconds() + " s", 1, Integer::sum);
            }
        }
    }

    /** As what comes next wants it. */
    private void startAgain(RealServer server) throws IOException {
        trap = Optional.empty();
        var next = plan.stream().filter(Kill::endsServer).findFirst();
        if (next.equals(Optional.of(Kill.SERVER_AT_A_STEP))) {
            trap = Optional.of(TortureTrap.set(server.startAgainHalted(), steps.next()));
        } else if (random.nextInt(4) == 0) {
            server.startAgainAtOnce();
        } else {
            server.startAgain();
        }
    }

    private void count(boolean killed) {
        if (killed) {
            roomsKilled++;
        }
    }

    private static Path rooms(RealServer server) {
        return server.folder().resolve("run");
    }

    private static void pause(Duration time) {
        var _ = Await.within(time, () -> false);
    }
}
