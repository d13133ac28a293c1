package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier launcher left in the middle of making a room, and rooms made at once. */
final class RoomsTest {
    /** Nobody's on this machine. */
    private static final int UID = 699_999_999;

    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir private Path groups;
    @TempDir private Path runtime;

    @Test
    void aControlGroupThatNoStateTellsOfIsRemoved() throws IOException {
        for (var controller : new String[] {"memory", "pids"}) {
            Files.createDirectory(groups.resolve(controller));
            Files.createFile(groups.resolve(controller).resolve("cgroup.procs"));
        }
        var cgroups = Cgroups.detect(groups);
        var folder = Files.createDirectories(runtime.resolve("rooms/dsk_half"));
        Files.writeString(folder.resolve("claim"), "" + UID);
        var left = Files.createDirectory(groups.resolve("memory/handwright/" + UID));
        var others = Files.createDirectory(groups.resolve("memory/handwright/70001"));

        new Rooms(LauncherSettings.of(runtime, "root"), cgroups, CLOCK).adopt();

        assertThat(left).doesNotExist();
        assertThat(folder).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void twoThatAreMadeAtOnceHaveUsersOfTheirOwn() throws Exception {
        for (int round = 0; round < 20; round++) {
            var rooms = new Rooms(twoUsers(runtime.resolve("" + round)), Cgroups.none(), CLOCK);
            rooms.adopt();
            try (var makers = Executors.newVirtualThreadPerTaskExecutor()) {
                var made =
                        List.of(
                                make(rooms, makers, "dsk_00000001"),
                                make(rooms, makers, "dsk_00000002"));
                for (var one : made) {
                    one.get();
                }
            } finally {
                rooms.release();
            }
            assertThat(rooms.all()).extracting(RoomState::uid).hasSize(2).doesNotHaveDuplicates();
        }
    }

    private static Future<?> make(Rooms rooms, ExecutorService makers, String id) {
        return makers.submit(() -> {
            rooms.make(new RoomId(id), new RoomLimits(1, 1, 1), _ -> {});
            return id;
        });
    }

    private static LauncherSettings twoUsers(Path runtime) {
        var usual = LauncherSettings.of(runtime, "root");
        return new LauncherSettings(
                runtime,
                usual.serverUser(),
                false,
                new LauncherSettings.UidRange(UID, UID + 1),
                usual.desktop(),
                usual.reachable(),
                usual.pythonLibraries());
    }

    @Test
    void oneThatClaimedNothingYetIsRemoved() throws IOException {
        var folder = Files.createDirectories(runtime.resolve("rooms/dsk_half"));
        Files.createFile(folder.resolve("claim"));
        var rooms = new Rooms(LauncherSettings.of(runtime, "root"), Cgroups.none(), CLOCK);
        rooms.adopt();
        rooms.release();
        assertThat(folder).doesNotExist();
    }
}
