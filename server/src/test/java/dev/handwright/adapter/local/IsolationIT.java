package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.fakes.MemoryVeilStore;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program on a desktop cannot reach, and what it cannot use up. */
@Tag("check")
@Timeout(120)
final class IsolationIT {
    @Test
    void theNetworkIsClosedButForWhatIsListed() throws Exception {
        try (var allowed = listen("127.0.0.1");
                var refused = listen("127.0.0.1");
                var own = listen(ownAddress());
                var rooms =
                        new LaunchedRooms(it ->
                                it.withReachable(List.of("127.0.0.1:" + allowed.getLocalPort())));
                var desktop = new TriedDesktop(rooms)) {
            assertThat(connect(desktop, "10.0.2.2", allowed.getLocalPort())).isEqualTo("open");

            assertThat(connect(desktop, "10.0.2.2", refused.getLocalPort())).isEqualTo("closed");
            assertThat(connect(desktop, "127.0.0.1", refused.getLocalPort())).isEqualTo("closed");
            assertThat(connect(desktop, ownAddress(), own.getLocalPort())).isEqualTo("closed");
            for (var address :
                    List.of(
                            "169.254.169.254",
                            "192.168.1.1",
                            "172.16.0.1",
                            "10.0.0.1",
                            "100.64.0.1")) {
                assertThat(connect(desktop, address, 80)).as(address).isEqualTo("closed");
            }
            assertThat(connect(desktop, "10.0.2.2", 22)).isEqualTo("closed");
        }
    }

    @Test
    void withoutExceptionsTheHostsLoopbackIsClosed() throws Exception {
        try (var server = listen("127.0.0.1");
                var rooms = new LaunchedRooms();
                var desktop = new TriedDesktop(rooms)) {
            assertThat(connect(desktop, "10.0.2.2", server.getLocalPort())).isEqualTo("closed");
        }
    }

    @Test
    void aDesktopsOwnListsNarrowWhatItReaches() throws Exception {
        try (var first = listen("127.0.0.1");
                var second = listen(ownAddress());
                var rooms =
                        new LaunchedRooms(it -> it.withReachable(List.of(at(first), at(second))));
                var onlyFirst =
                        new TriedDesktop(rooms, NetworkRules.parse(List.of(at(first)), List.of()));
                var notSecond =
                        new TriedDesktop(
                                rooms,
                                NetworkRules.parse(List.of(), List.of(ownAddress() + "/24")))) {
            assertThat(connect(onlyFirst, "10.0.2.2", first.getLocalPort())).isEqualTo("open");
            assertThat(connect(onlyFirst, ownAddress(), second.getLocalPort())).isEqualTo("closed");

            assertThat(connect(notSecond, "10.0.2.2", first.getLocalPort())).isEqualTo("open");
            assertThat(connect(notSecond, ownAddress(), second.getLocalPort())).isEqualTo("closed");
        }
    }

    @Test
    void listingAnAddressDoesNotOpenWhatIsClosedToAll() throws Exception {
        try (var server = listen(ownAddress());
                var rooms = new LaunchedRooms();
                var desktop =
                        new TriedDesktop(
                                rooms, NetworkRules.parse(List.of(at(server)), List.of()))) {
            assertThat(connect(desktop, ownAddress(), server.getLocalPort())).isEqualTo("closed");
        }
    }

    @Test
    void twoDesktopsAndTheHostDoNotSeeOneAnother() throws Exception {
        try (var rooms = new LaunchedRooms();
                var first = new TriedDesktop(rooms);
                var second = new TriedDesktop(rooms)) {
            first.inside("touch", "/home/user/mine", "/tmp/mine");

            assertThat(second.inside("ls", "/home/user", "/tmp").output()).doesNotContain("mine");
            assertThat(second.inside("ls", "/").output())
                    .doesNotContain("work")
                    .doesNotContain("root");
            assertThat(second.inside("find", "/var", "-maxdepth", "2").output().lines())
                    .as("of /var only the font cache")
                    .containsOnly("/var", "/var/cache", "/var/cache/fontconfig");
            assertThat(second.inside("ls", "/run").output().split("\\s+"))
                    .containsOnly("library", "room");
            assertThat(second.inside("ls", "/run/room").exit()).isNotZero();
            assertThat(second.inside("cat", "/etc/shadow").exit()).isNotZero();
            assertThat(second.inside("ps", "ax").output())
                    .doesNotContain("java")
                    .containsOnlyOnce("Xvnc");
            second.inside("sh", "-c", "kill -9 -1");
            assertThat(first.state().isAlive()).isTrue();
            first.screen.barrier();
        }
    }

    @Test
    void aDesktopCannotUseMoreMemoryThanItHas() throws Exception {
        try (var rooms = new LaunchedRooms(IsolationIT::small);
                var desktop = new TriedDesktop(rooms)) {
            var greedy =
                    desktop.inside(
                            "/usr/bin/python3", "-c", "x = bytearray(900 << 20); print('got it')");

            assertThat(greedy.output()).doesNotContain("got it");
            assertThat(desktop.inside("df", "--output=size", "/home/user").output())
                    .contains("65536");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForkBombStaysInItsDesktopAndEndsWithIt(boolean controlGroups) throws Exception {
        int uid;
        try (var rooms =
                        new LaunchedRooms(it ->
                                controlGroups ? small(it) : small(it).withoutControlGroups());
                var desktop = new TriedDesktop(rooms)) {
            uid = desktop.state().uid();
            desktop.inside(
                    "/usr/bin/python3",
                    "-c",
                    """
                    import os, time
                    try:
                        while True:
                            if os.fork() == 0:
                                os.setsid()
                                os.closerange(0, 3)
                                time.sleep(1000)
                    except OSError:
                        os._exit(0)
                    """);
            assertThat(RoomProcess.ofUser(uid)).hasSizeBetween(50, 200);
        }
        assertThat(RoomProcess.ofUser(uid)).isEmpty();
    }

    @Test
    void aServerStopsTheDesktopsOfTheOneThatCrashedBeforeIt() throws Exception {
        try (var rooms = new LaunchedRooms();
                var stray = new TriedDesktop(rooms)) {
            var state = stray.state();
            var host = new LocalDesktopHost(rooms.settings.runtime(), Clock.systemUTC());

            new DesktopPool(
                            host,
                            new DesktopSettings(0, 1, 0, 1, Optional.empty(), DisplaySize.DEFAULT),
                            Set::of,
                            new MemoryVeilStore(),
                            rooms.ids,
                            Metrics.none())
                    .close();

            assertThat(host.alive()).isEmpty();
            assertThat(RoomProcess.ofUser(state.uid())).isEmpty();
            assertThat(rooms.settings.rooms()).isEmptyDirectory();
        }
    }

    static LauncherSettings small(LauncherSettings settings) {
        return settings.withDesktop(
                new LauncherSettings.DesktopLimits(
                        ByteSize.mebibytes(300),
                        150,
                        ByteSize.mebibytes(64),
                        ByteSize.mebibytes(64)));
    }

    static String at(ServerSocket server) {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    static ServerSocket listen(String address) throws IOException {
        var server = new ServerSocket();
        server.bind(new InetSocketAddress(Inet4Address.ofLiteral(address), 0));
        return server;
    }

    static String connect(TriedDesktop desktop, String address, int port) throws IOException {
        var script =
                """
                import socket, sys
                try:
                    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3).close()
                    print("open")
                except OSError as e:
                    print("closed")
                """;
        return desktop.inside("/usr/bin/python3", "-c", script, address, "" + port)
                .output()
                .strip();
    }

    static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress())
                .map(it -> it.getHostAddress())
                .findFirst()
                .orElse("127.0.0.1");
    }
}
