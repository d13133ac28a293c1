package dev.handwright.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The Desktop API over HTTP, on desktops of 1024×768 with Chromium showing a page of text and a
 * picture; beside it what peers run for the same, on the same display in the same run. As root,
 * after {@code make setup}; installs scrot and xdotool by dev/bench.
 */
public final class DesktopApiBenchmark {
    /** A server that has just started is compiled meanwhile: the median falls up to here. */
    private static final int WARM = 400;

    private static final int WARM_ACTIONS = 3000;
    private static final long DIGEST_MILLIS = 3000;
    private static final int COUNT = 60;
    private static final int FEW = 20;

    /** Until the page has painted what it was told to. */
    private static final long PAINT_MILLIS = 120;

    /** When the page begins to change for the last time after a click. */
    private static final int PAGE_MILLIS = 150;

    private static final int QUIET_MILLIS = 200;
    private static final int DESKTOPS = 10;
    private static final long LOOP_SECONDS = 10;

    private static int pointer = 400;

    private DesktopApiBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var server = server(0)) {
            creation(server, "create a desktop, cold", "≤ 300 ms", () -> {});
            try (var desktop = new BenchDesktop(server)) {
                Row.pause(3000);
                Row.print(
                        "idle desktop, without a browser",
                        "≤ 40 MB PSS",
                        "%.1f MB".formatted(desktop.pssMegabytes()),
                        "");
                desktop.browse();
                try (var peers = new PeerCommands(desktop.room())) {
                    looks(desktop, peers);
                    actions(desktop, peers);
                    settled(desktop);
                }
            }
            manyDesktops(server);
        }
        try (var server = server(1)) {
            creation(server, "create a desktop from the pool", "≤ 20 ms", () -> Row.pause(1500));
        }
    }

    private static BenchServer server(int pool) throws IOException, InterruptedException {
        return BenchServer.startWithRooms(
                Map.of(
                        "desktops.pool", Integer.toString(pool),
                        "desktops.per_workspace", Integer.toString(DESKTOPS + 2)));
    }

    private static void creation(BenchServer server, String figure, String goal, Row.Step rest)
            throws IOException, InterruptedException {
        var last = new ArrayList<BenchDesktop>();
        var times =
                Row.measure(
                        3,
                        FEW,
                        () -> {
                            for (var desktop : last) {
                                desktop.close();
                            }
                            last.clear();
                            rest.run();
                        },
                        () -> last.add(new BenchDesktop(server)));
        last.getFirst().close();
        Row.print(figure, goal, times, "");
    }

    private static void looks(BenchDesktop desktop, PeerCommands peers)
            throws IOException, InterruptedException {
        var first = Row.measure(0, COUNT, () -> change(desktop, "a"), desktop::screenshot);
        var everywhere = shots(desktop, "a");
        var line = shots(desktop, "b");
        var still = Row.measure(WARM_ACTIONS, COUNT, () -> {}, desktop::screenshot);
        Row.Step changed = () -> change(desktop, "a");
        var scrot = Row.measure(3, FEW, changed, peers::scrot);
        var ffmpeg = Row.measure(3, FEW, changed, peers::ffmpeg);
        Row.print(
                "screenshot, changed everywhere",
                "≤ 10 ms, ≥ 5 × scrot",
                everywhere,
                Row.beside("scrot", scrot, everywhere)
                        + "; "
                        + Row.beside("ffmpeg x11grab", ffmpeg, everywhere));
        Row.print(
                "the same, the first %d of a server".formatted(COUNT),
                "",
                first,
                Row.beside("scrot", scrot, first));
        Row.print(
                "screenshot, one line changed",
                "≤ 5 ms, ≥ 5 × scrot",
                line,
                Row.beside("scrot", scrot, line));
        Row.print(
                "screenshot, unchanged",
                "≤ 3 ms, ≥ 5 × scrot",
                still,
                Row.beside("scrot", scrot, still));
        for (var format : List.of("jpeg", "webp")) {
            var times =
                    Row.measure(
                            COUNT,
                            FEW,
                            changed,
                            () -> desktop.execute("screenshot", "\"format\":\"" + format + "\""));
            Row.print(
                    "screenshot as %s, changed everywhere".formatted(format),
                    "",
                    times,
                    Row.beside("scrot", scrot, times));
        }
    }

    private static double[] shots(BenchDesktop desktop, String key)
            throws IOException, InterruptedException {
        return Row.measure(WARM, COUNT, () -> change(desktop, key), desktop::screenshot);
    }

    private static void change(BenchDesktop desktop, String key)
            throws IOException, InterruptedException {
        desktop.key(key);
        Row.pause(PAINT_MILLIS);
    }

    private static void actions(BenchDesktop desktop, PeerCommands peers)
            throws IOException, InterruptedException {
        var clicks = oneAfterTheOther(() -> desktop.click(500, 650));
        var click = Row.measure(3, FEW, () -> Row.pause(400), () -> desktop.click(500, 650));
        var move =
                oneAfterTheOther(() -> {
                    var place = "\"coordinate\":[%d,600]".formatted(elsewhere());
                    desktop.execute("mouse_move", place);
                });
        var key = oneAfterTheOther(() -> desktop.key("x"));
        Row.Step none = () -> {};
        var theirClick =
                Row.measure(
                        2, FEW, none, () -> peers.xdotool("mousemove", "500", "650", "click", "1"));
        var theirMove =
                Row.measure(
                        2,
                        FEW,
                        none,
                        () -> peers.xdotool("mousemove", Integer.toString(elsewhere()), "600"));
        var theirKey = Row.measure(2, FEW, none, () -> peers.xdotool("key", "x"));
        var goal = "≤ 2 ms, ≥ 50 × xdotool";
        Row.print("click on a quiet page", goal, click, Row.beside("xdotool", theirClick, click));
        Row.print("click after click", "", clicks, Row.beside("xdotool", theirClick, clicks));
        Row.print("move", goal, move, Row.beside("xdotool", theirMove, move));
        Row.print("key", goal, key, Row.beside("xdotool", theirKey, key));
    }

    /** The browser has worked off those that were not counted. */
    private static double[] oneAfterTheOther(Row.Step action)
            throws IOException, InterruptedException {
        var _ = Row.measure(0, WARM_ACTIONS, () -> {}, action);
        Row.pause(DIGEST_MILLIS);
        return Row.measure(5, COUNT, () -> {}, action);
    }

    /** A move to where the pointer is would be none. */
    private static int elsewhere() {
        pointer = 900 - pointer;
        return pointer;
    }

    private static void settled(BenchDesktop desktop) throws IOException, InterruptedException {
        var shown = new ArrayList<Double>();
        var times =
                Row.measure(
                        3,
                        FEW,
                        () -> {
                            lastChange(desktop).ifPresent(shown::add);
                            Row.pause(400);
                        },
                        () ->
                                desktop.executeAndLook(
                                        "left_click",
                                        "\"coordinate\":[500,650]",
                                        QUIET_MILLIS,
                                        5000));
        double page = Row.median(shown.stream().mapToDouble(it -> it).sorted().toArray());
        Row.print(
                "click + settled screenshot",
                "≤ page + quiet + 20 ms",
                times,
                "page %.0f ms (its timer %d ms, then drawing), quiet %d ms, over %.1f ms"
                        .formatted(
                                page,
                                PAGE_MILLIS,
                                QUIET_MILLIS,
                                Row.median(times) - page - QUIET_MILLIS));
    }

    /** When the display changed last after the action that was answered last. */
    private static Optional<Double> lastChange(BenchDesktop desktop) {
        return desktop.answer().get("settle_ms") instanceof Number millis
                ? Optional.of(millis.doubleValue())
                : Optional.empty();
    }

    private static void manyDesktops(BenchServer server) throws IOException, InterruptedException {
        var actions = new AtomicLong();
        var failures = new ConcurrentLinkedQueue<IOException>();
        var desktops = new ArrayList<BenchDesktop>();
        try {
            for (int i = 0; i < DESKTOPS; i++) {
                desktops.add(new BenchDesktop(server));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOOP_SECONDS);
            var threads = new ArrayList<Thread>();
            for (var desktop : desktops) {
                threads.add(Thread.ofPlatform().start(() -> loop(desktop, end, actions, failures)));
            }
            for (var thread : threads) {
                thread.join();
            }
        } finally {
            for (var desktop : desktops) {
                desktop.close();
            }
        }
        Row.print(
                "ten desktops, screenshot + click in a loop",
                "none failed",
                "%d actions/s, %d failed".formatted(actions.get() / LOOP_SECONDS, failures.size()),
                "");
    }

    private static void loop(
            BenchDesktop desktop,
            long end,
            AtomicLong actions,
            ConcurrentLinkedQueue<IOException> failures) {
        try {
            for (int i = 0; System.nanoTime() < end; i++) {
                desktop.screenshot();
                desktop.click(100 + i % 800, 100 + i % 500);
                actions.addAndGet(2);
            }
        } catch (IOException e) {
            failures.add(e);
        }
    }
}
