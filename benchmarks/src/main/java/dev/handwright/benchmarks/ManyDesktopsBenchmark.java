package dev.handwright.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** A hundred desktops alive at once, each asked over HTTP for a screenshot. As root. */
public final class ManyDesktopsBenchmark {
    private static final int COUNT = 100;

    /** The first warms the server up. */
    private static final int ROUNDS = 3;

    private ManyDesktopsBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var settings =
                Map.of(
                        "desktops.pool",
                        "0",
                        "desktops.most",
                        Integer.toString(COUNT),
                        "desktops.for_runs",
                        "0",
                        "desktops.per_workspace",
                        Integer.toString(COUNT));
        var desktops = new ArrayList<BenchDesktop>();
        try (var server = BenchServer.startWithRooms(settings)) {
            try {
                for (int i = 0; i < COUNT; i++) {
                    desktops.add(new BenchDesktop(server));
                }
                measure(desktops);
            } finally {
                for (var desktop : desktops) {
                    desktop.close();
                }
            }
        }
    }

    private static void measure(Iterable<BenchDesktop> desktops)
            throws IOException, InterruptedException {
        var millis = new double[COUNT];
        var megabytes = new double[COUNT];
        for (int round = 0; round < ROUNDS; round++) {
            int i = 0;
            for (var desktop : desktops) {
                millis[i++] = Row.measure(0, 1, () -> {}, desktop::screenshot)[0];
            }
        }
        int i = 0;
        for (var desktop : desktops) {
            megabytes[i++] = desktop.pssMegabytes();
        }
        Arrays.sort(millis);
        Arrays.sort(megabytes);
        Row.print(
                COUNT + " desktops alive, a screenshot of each",
                "≤ 100 ms each",
                String.format(
                        Locale.ROOT,
                        "p50 %.1f ms, worst %.1f ms",
                        Row.median(millis),
                        millis[COUNT - 1]),
                String.format(Locale.ROOT, "at most %.1f MB PSS each", megabytes[COUNT - 1]));
    }
}
