package dev.handwright.benchmarks;

import dev.handwright.adapter.local.Launcher;
import dev.handwright.adapter.local.LauncherSettings;
import dev.handwright.adapter.local.LocalDesktopHost;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Png;
import dev.handwright.desktops.VeilStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Until a run has its desktop, with window manager and taskbar visible; then what a look at it
 * costs. Needs root, as the launcher runs inside. The peer is Xvnc and openbox started by hand,
 * without any isolation (65 ms on an idle machine of the same kind).
 */
public final class DesktopBenchmark {
    private static final int WARM = 5;
    private static final int COUNT = 30;

    private DesktopBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var runtime = Files.createTempDirectory(Path.of("/tmp"), "hw-bench-");
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var launcher = new Launcher(LauncherSettings.of(runtime, "root"), Clock.systemUTC())) {
            launcher.start();
            var host = new LocalDesktopHost(runtime, Clock.systemUTC());
            row("desktop for a run, cold", "≤ 300 ms", takes(host, 0));
            row("desktop for a run, from the pool", "≤ 20 ms", takes(host, 1));
            looks(host);
        } finally {
            delete(runtime);
        }
    }

    /** Takes a desktop, ends it, and so on; a pool has the time to fill in between. */
    private static double[] takes(LocalDesktopHost host, int pool) throws InterruptedException {
        var millis = new double[COUNT];
        try (var desktops = desktops(host, pool)) {
            for (int i = -WARM; i < COUNT; i++) {
                while (pool > 0 && desktops.idle() == 0) {
                    Thread.onSpinWait();
                }
                long start = System.nanoTime();
                var session = desktops.take();
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
                session.close();
            }
        }
        return millis;
    }

    private static void looks(LocalDesktopHost host) throws InterruptedException {
        try (var desktops = desktops(host, 0);
                var session = desktops.take()) {
            var frames = new double[200];
            var pictures = new double[200];
            for (int i = -100; i < 200; i++) {
                long start = System.nanoTime();
                var frame = session.screen().frame();
                long seen = System.nanoTime();
                Png.encode(frame);
                if (i >= 0) {
                    frames[i] = (seen - start) / 1e6;
                    pictures[i] = (System.nanoTime() - start) / 1e6;
                }
            }
            row("a frame of 1024×768", "", frames);
            row("a screenshot as PNG, empty desktop", "", pictures);
        }
    }

    private static DesktopPool desktops(LocalDesktopHost host, int pool) {
        var settings = new DesktopSettings(pool, 5, 0, 5, Optional.empty(), DisplaySize.DEFAULT);
        return new DesktopPool(
                host, settings, Set::of, VeilStore.none(), new RandomIds(), Metrics.none());
    }

    private static void row(String figure, String goal, double[] millis) {
        var out = System.out;
        Arrays.sort(millis);
        out.println(
                String.format(
                        Locale.ROOT,
                        "| %s, p50 | %s | %.1f ms | p95 %.1f ms |",
                        figure,
                        goal,
                        millis[millis.length / 2],
                        millis[millis.length * 95 / 100]));
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
