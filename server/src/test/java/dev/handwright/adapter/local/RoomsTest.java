package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier launcher left in the middle of making a room. */
final class RoomsTest {
    /** Nobody's on this machine. */
    private static final int UID = 699_999_999;

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

        new Rooms(LauncherSettings.of(runtime, "root"), cgroups, Clock.systemUTC()).adopt();

        assertThat(left).doesNotExist();
        assertThat(folder).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void oneThatClaimedNothingYetIsRemoved() throws IOException {
        var folder = Files.createDirectories(runtime.resolve("rooms/dsk_half"));
        Files.createFile(folder.resolve("claim"));
        var rooms =
                new Rooms(LauncherSettings.of(runtime, "root"), Cgroups.none(), Clock.systemUTC());
        rooms.adopt();
        rooms.release();
        assertThat(folder).doesNotExist();
    }
}
