package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a desktop does when one of its programs dies, and what is said when it cannot go on. */
@Tag("check")
@Timeout(90)
final class HealingIT {
    @ParameterizedTest
    @ValueSource(strings = {"openbox", "tint2"})
    void theWindowManagerAndTheTaskbarComeBack(String program) throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            int uid = desktop.state().uid();
            var before = pids(uid, program);
            assertThat(before).hasSize(1);

            kill(before);

            Await.that(() -> pids(uid, program).stream().anyMatch(it -> !before.contains(it)));
            Await.that(() -> desktop.screen.frame().bgrx()[icon()] < 0); // blue over 127
            assertThat(desktop.state().isAlive()).isTrue();
        }
    }

    @Test
    void theWayToTheNetworkComesBack() throws Exception {
        try (var server = IsolationIT.listen("127.0.0.1");
                var rooms =
                        new LaunchedRooms(it -> it.withReachable(List.of(IsolationIT.at(server))));
                var desktop = new TriedDesktop(rooms)) {
            int uid = desktop.state().uid();
            var before = RoomNetwork.wayOut(uid).orElseThrow();

            kill(List.of(before.pid()));

            Await.that(() -> RoomNetwork.wayOut(uid).filter(it -> !it.equals(before)).isPresent());
            Await.that(() -> reaches(desktop, server.getLocalPort()));
        }
    }

    private static boolean reaches(TriedDesktop desktop, int port) {
        try {
            return IsolationIT.connect(desktop, "10.0.2.2", port).equals("open");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBrowserThatDiedIsStartedAgainByItsIcon() throws Exception {
        try (var pages = new PageServer();
                var rooms = DesktopIT.reaching(pages);
                var desktop = new TriedDesktop(rooms)) {
            pages.page("/", "<script>report('loaded')</script>");
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await("loaded");
            pages.page("/again", "<script>report('loaded again')</script>");
            int uid = desktop.state().uid();

            kill(pids(uid, "chromium"));
            Await.that(() -> pids(uid, "chromium").isEmpty());
            desktop.still(Duration.ofMillis(300));

            desktop.browse(pages.urlFromDesktop("/again"));
            pages.await("loaded again");
        }
    }

    @Test
    void aDesktopWhoseDisplayServerDiesEndsAndIsListedAsDead() throws Exception {
        try (var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            int uid = desktop.state().uid();
            desktop.screen.frame();

            kill(pids(uid, "Xvnc"));

            Await.that(() -> RoomProcess.ofUser(uid).isEmpty());
            assertThat(rooms.client.list())
                    .containsExactly(
                            new LauncherClient.Listed(
                                    new RoomId(desktop.id.value()), false, false));
            assertThatThrownBy(desktop.screen::barrier).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(desktop.screen::frame).isInstanceOf(UncheckedIOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"320,200", "3840,2160", "1023,769", "720,1280"})
    void aScreenOfAnySizeIsAsLargeAsAskedFor(int width, int height) throws Exception {
        try (var rooms = new LaunchedRooms()) {
            var host = new LocalDesktopHost(rooms.settings.runtime(), Clock.systemUTC());
            var id = new Desktop.Id(rooms.ids.token("dsk_"));
            host.start(id, new DisplaySize(width, height), NetworkRules.NONE);
            try (var screen = host.screen(id)) {
                assertThat(screen.size()).isEqualTo(new DisplaySize(width, height));
                screen.pointer(width - 1, height - 1, 0);
                screen.barrier();
                assertThat(screen.frame().bgrx()).hasSize(width * height * 4);
            }
        }
    }

    /** The Chromium icon's blue, in the taskbar. */
    private static int icon() {
        return ((768 - 20) * 1024 + 28) * 4;
    }

    private static List<Long> pids(int uid, String program) {
        return RoomProcess.ofUser(uid).stream()
                .filter(pid -> RoomProcess.read(pid, "comm").strip().equals(program))
                .toList();
    }

    private static void kill(List<Long> pids) throws IOException {
        for (var pid : pids) {
            Command.tryRun("/usr/bin/kill", "-KILL", String.valueOf(pid));
        }
    }
}
