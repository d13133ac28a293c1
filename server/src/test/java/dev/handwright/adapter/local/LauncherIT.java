package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("check")
final class LauncherIT {
    @Test
    void aStoppedDesktopLeavesNothing() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            var id = start(rooms);
            var state = RoomState.load(rooms.settings.rooms().resolve(id.value())).orElseThrow();
            assertThat(RoomProcess.ofUser(state.uid())).hasSizeGreaterThan(3);
            assertThat(RoomNetwork.namespace(state.uid())).exists();

            rooms.client.stop(id);

            assertThat(RoomProcess.ofUser(state.uid())).isEmpty();
            assertThat(state.network().orElseThrow().isAlive()).isFalse();
            assertThat(RoomNetwork.namespace(state.uid())).doesNotExist();
            assertThat(Mounts.below(rooms.settings.runtime())).isEmpty();
            assertThat(rooms.settings.rooms()).isEmptyDirectory();
            assertThat(groups(state.uid())).isEmpty();
            assertThat(rooms.client.list()).isEmpty();
        }
    }

    @Test
    void aRestartedLauncherFindsItsDesktopsAndRemovesTheDeadOnes() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            var living = start(rooms);
            var dead = start(rooms);
            var state = RoomState.load(rooms.settings.rooms().resolve(dead.value())).orElseThrow();
            var process = state.main().orElseThrow();
            process.kill();
            Await.that(() -> !process.isAlive());

            rooms.restart();

            assertThat(rooms.client.list())
                    .containsExactly(new LauncherClient.Listed(living, true));
            assertThat(RoomProcess.ofUser(state.uid())).isEmpty();
            assertThat(rooms.settings.rooms().resolve(dead.value())).doesNotExist();
        }
    }

    @Test
    void aSecondLauncherDoesNotStartInTheSameFolder() throws IOException {
        try (var rooms = new LaunchedRooms()) {
            assertThatThrownBy(
                            () -> new Launcher(rooms.settings, java.time.Clock.systemUTC()).close())
                    .isInstanceOf(Exception.class);
            assertThat(rooms.client.list()).isEmpty();
        }
    }

    static RoomId start(LaunchedRooms rooms) throws IOException {
        var id = new RoomId(rooms.ids.token("dsk_"));
        rooms.client.ask(
                "desktop.start",
                Map.of(
                        "id", id.value(),
                        "width", 1024,
                        "height", 768,
                        "allowed", List.of(),
                        "denied", List.of()));
        return id;
    }

    private static List<Path> groups(int uid) throws IOException {
        try (var found =
                Files.find(
                        Path.of("/sys/fs/cgroup"),
                        4,
                        (path, attributes) ->
                                path.endsWith("handwright/" + uid) && attributes.isDirectory())) {
            return found.toList();
        }
    }
}
