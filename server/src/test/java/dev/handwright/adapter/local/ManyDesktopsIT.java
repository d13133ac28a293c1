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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine carries a hundred desktops; how fast they are is for ManyDesktopsBenchmark. */
@Tag("full")
@Timeout(900)
final class ManyDesktopsIT {
    private static final int COUNT = 100;

    /** 40 MiB, proportional shares (PSS) of all its processes. */
    private static final long MOST_KIBIBYTES = 40 << 10;

    private static final Pattern SHARE = Pattern.compile("\nPss:\\s+(\\d+) kB");

    @Test
    void aHundredLiveAtOnceAndEachAnswers() throws Exception {
        try (var rooms = new LaunchedRooms()) {
            var host = new LocalDesktopHost(rooms.settings.runtime(), Clock.systemUTC());
            var screens = start(host, rooms);
            try {
                assertThat(screens).hasSize(COUNT);
                for (int round = 0; round < 3; round++) {
                    for (var screen : screens.values()) {
                        assertThat(Png.encode(screen.frame())).isNotEmpty();
                    }
                }
                var shares = new ArrayList<Long>();
                for (var id : screens.keySet()) {
                    shares.add(share(rooms, id));
                }
                assertThat(shares).allMatch(it -> it > 0 && it < MOST_KIBIBYTES);
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
        Await.that(Duration.ofMinutes(10), () -> screens.size() == COUNT);
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
