package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read and written; what the kernel makes of them, only a kernel can tell. */
final class CgroupsTest {
    @TempDir Path root;

    @Test
    void inVersion2OneGroupOfTheRoomHasAllLimits() throws IOException {
        group(root, "cgroup.controllers", "cgroup.subtree_control");
        Files.writeString(root.resolve("cgroup.subtree_control"), "cpu memory\n");
        var ours = root.resolve("handwright");
        group(ours, "cgroup.subtree_control");

        var cgroups = Cgroups.detect(root);
        assertThat(cgroups.isLimiting()).isTrue();
        assertThat(ours.resolve("cgroup.subtree_control")).content().isEqualTo("+pids");
        assertThat(root.resolve("cgroup.subtree_control")).content().isEqualTo("+pids");

        assertThat(cgroups.claim(70_001)).isTrue();
        assertThat(cgroups.claim(70_001)).isFalse();
        var room = ours.resolve("70001");
        group(room, "memory.max", "memory.swap.max", "pids.max", "memory.events");
        cgroups.limit(70_001, 300 << 20, 150);
        assertThat(room.resolve("memory.max")).content().isEqualTo("314572800");
        assertThat(room.resolve("memory.swap.max")).content().isEqualTo("0");
        assertThat(room.resolve("pids.max")).content().isEqualTo("150");
        assertThat(cgroups.entrances(70_001)).isEqualTo(List.of(room.resolve("cgroup.procs")));

        Files.writeString(
                room.resolve("memory.events"),
                "low 0\nhigh 0\nmax 12\noom 2\noom_kill 3\noom_group_kill 0\n");
        assertThat(cgroups.memoryKills(70_001)).isEqualTo(3);

        assertThat(cgroups.remove(70_001)).as("while it is in use").isFalse();
        Rooms.delete(room);
        assertThat(cgroups.remove(70_001)).isTrue();
    }

    @Test
    void inVersion1TheRoomHasAGroupInEachHierarchy() throws IOException {
        group(root.resolve("memory"), "cgroup.procs");
        group(root.resolve("pids"), "cgroup.procs");

        var cgroups = Cgroups.detect(root);
        assertThat(cgroups.claim(70_001)).isTrue();
        var memory = root.resolve("memory/handwright/70001");
        group(memory, "memory.limit_in_bytes", "memory.oom_control");
        group(root.resolve("pids/handwright/70001"), "pids.max");
        cgroups.limit(70_001, 1000, 5);

        assertThat(memory.resolve("memory.limit_in_bytes")).content().isEqualTo("1000");
        assertThat(memory.resolve("pids.max")).doesNotExist();
        assertThat(root.resolve("pids/handwright/70001/pids.max")).content().isEqualTo("5");
        Files.writeString(
                memory.resolve("memory.oom_control"),
                "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(cgroups.memoryKills(70_001)).isEqualTo(1);
    }

    @Test
    void whatIsNoControlGroupIsNotTakenForOne() throws IOException {
        Files.createDirectory(root.resolve("memory"));
        Files.createDirectory(root.resolve("pids"));

        assertThat(Cgroups.detect(root).isLimiting()).isFalse();
        assertThat(root.resolve("memory")).isEmptyDirectory();
    }

    /** As the kernel does: its files are there when the folder is. */
    private static void group(Path folder, String... files) throws IOException {
        Files.createDirectories(folder);
        for (var file : files) {
            Files.writeString(folder.resolve(file), "");
        }
    }
}
