package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Keeps a server busy with runs on real desktops and kills it, its sandboxes, desktops and launcher
 * at moments and steps that a seed chooses; then looks whether anything was lost or done twice.
 */
final class Torture {
    private static final int UNDER_WAY = 3;
    private static final Duration STEP = Duration.ofSeconds(5);

    private final Random random;
    private final Duration longestPause;
    private final Leftovers users = new Leftovers();
    private final TortureRooms rooms = new TortureRooms(users);
    private final Map<String, Integer> done = new TreeMap<>();
    private int roomsKilled;

    /**
     * @param longestPause between a start and the next kill
     */
    Torture(long seed, Duration longestPause) {
        this.random = new Random(seed);
        this.longestPause = longestPause;
    }

    /** What is killed, and how often among a hundred. */
    private enum Kill {
        SERVER(40),
        SERVER_AT_A_STEP(35),
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
    }

    /**
     * @return what was done, for people
     */
    String run(int kills) throws Exception {
        try (var page = new TorturePage();
                var server = RealServer.startForDebuggers(settings(page));
                var load = new TortureLoad(server, page, UNDER_WAY)) {
            for (int i = 0; i < kills; i++) {
                pause(Duration.ofMillis(random.nextLong(longestPause.toMillis())));
                kill(server);
            }
            load.finish();
            server.stop();
            var checks = new TortureChecks(server, load, page);
            var _ = Await.within(Duration.ofSeconds(20), () -> users.of(rooms(server)).isEmpty());
            assertThat(checks.faults(roomsKilled, users))
                    .as(() -> done + " " + checks.ends() + "\n" + server.log())
                    .isEmpty();
            return "%d kills %s, %d runs %s"
                    .formatted(kills, done, load.acknowledged.size(), checks.ends());
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

    private void kill(RealServer server) throws Exception {
        var kill = Kill.of(random);
        done.merge(kill.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        switch (kill) {
            case SERVER -> server.kill();
            case SERVER_AT_A_STEP -> {
                var step = TortureSteps.STEPS.get(random.nextInt(TortureSteps.STEPS.size()));
                boolean reached =
                        TortureSteps.reach(server.debugPort, step, 1 + random.nextInt(3), STEP);
                done.merge((reached ? "at " : "not at ") + step, 1, Integer::sum);
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
        if (!server.isAlive()) {
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
