package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.Png;
import dev.handwright.desktops.Screen;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many desktops one machine carries. */
@Tag("full")
@Timeout(600)
final class ManyDesktopsIT {
    private static final Logger LOG = LoggerFactory.getLogger(ManyDesktopsIT.class);
    private static final int COUNT = 100;
    private static final Pattern SHARE = Pattern.compile("\nPss:\\s+(\\d+) kB");

    @Test
    void aHundredLiveAtOnceAndEachShowsItselfInTime() throws Exception {
        try (var rooms = new LaunchedRooms()) {
            var host = new LocalDesktopHost(rooms.settings.runtime(), Clock.systemUTC());
            var screens = start(host, rooms);
            try {
                assertThat(screens).hasSize(COUNT);
                var millis = new double[COUNT];
                for (int round = 0; round < 3; round++) { // the first warms the program up
                    int i = 0;
                    for (var screen : screens.values()) {
                        long start = System.nanoTime();
                        assertThat(Png.encode(screen.frame())).isNotEmpty();
                        millis[i++] = (System.nanoTime() - start) / 1e6;
                    }
                }
                Arrays.sort(millis);
                var shares = new ArrayList<Long>();
                for (var id : screens.keySet()) {
                    shares.add(share(rooms, id));
                }
                shares.sort(null);
                LOG.info("screenshots: p50 {} ms, worst {} ms", millis[COUNT / 2], millis[99]);
                LOG.info("memory: p50 {} KiB, most {} KiB", shares.get(50), shares.getLast());
                assertThat(millis[COUNT - 1]).isLessThan(100);
                assertThat(shares.getLast()).isLessThan(40 << 10);
                assertThat(rooms.client.list()).allMatch(it -> it.alive());
            } finally {
                screens.values().forEach(Screen::close);
            }
        }
    }

    private static Map<Desktop.Id, Screen> start(LocalDesktopHost host, LaunchedRooms rooms) {
        var screens = new ConcurrentHashMap<Desktop.Id, Screen>();
        var places = new Semaphore(3);
        for (int i = 0; i < COUNT; i++) {
            places.acquireUninterruptibly();
            Thread.startVirtualThread(() -> {
                try {
                    var id = new Desktop.Id(rooms.ids.token("dsk_"));
                    host.start(id, DisplaySize.DEFAULT, NetworkRules.NONE);
                    screens.put(id, host.screen(id));
                } finally {
                    places.release();
                }
            });
        }
        Await.that(Duration.ofMinutes(3), () -> screens.size() == COUNT);
        return screens;
    }

    /** KiB of all that one desktop's processes use, its way to the network included. */
    private static long share(LaunchedRooms rooms, Desktop.Id id) throws IOException {
        var folder = rooms.settings.rooms().resolve(id.value());
        int uid = RoomState.load(folder).orElseThrow().uid();
        var pids = new ArrayList<>(RoomProcess.ofUser(uid));
        RoomNetwork.wayOut(uid).ifPresent(it -> pids.add(it.pid()));
        return pids.stream().mapToLong(ManyDesktopsIT::share).sum();
    }

    private static long share(long pid) {
        var match = SHARE.matcher(RoomProcess.read(pid, "smaps_rollup"));
        return match.find() ? Long.parseLong(match.group(1)) : 0;
    }
}
