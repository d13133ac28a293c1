package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxEnd.Returned;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory of rooms on a machine without control groups. */
@Tag("check")
@Timeout(60)
final class MemoryWatchIT {
    @Test
    void aRunThatTakesTooMuchEndsWithTheSentenceThatControlGroupsBring() throws Exception {
        try (var bench = new SandboxBench(0, 0, LauncherSettings::withoutControlGroups)) {
            var end =
                    bench.python(
                            """
                            held = []
                            while True:
                                held.append(bytearray(b'x' * (1 << 20)))
                                time.sleep(0.001)
                            """);

            assertThat(end)
                    .isEqualTo(
                            new Died(
                                    "out_of_memory",
                                    "The workflow ran out of memory: the sandbox has 192 MiB."));
            assertThat(bench.python("return Result(b='fine')"))
                    .isEqualTo(new Returned("{\"b\":\"fine\"}"));
        }
    }

    @Test
    void theLargestProgramOfADesktopEndsAndTheDesktopLives() throws Exception {
        try (var rooms = new LaunchedRooms(MemoryWatchIT::small);
                var desktop = new TriedDesktop(rooms)) {
            var greedy =
                    desktop.inside(
                            "/usr/bin/python3",
                            "-c",
                            "import time; x = bytearray(b'x' * (400 << 20)); time.sleep(20); print('lives')");

            assertThat(greedy.exit()).isEqualTo(137);
            assertThat(greedy.output()).doesNotContain("lives");
            desktop.screen.barrier();
            assertThat(desktop.state().isAlive()).isTrue();
        }
    }

    @Test
    void manySmallProgramsThatTakeTooMuchTogetherEndToo() throws Exception {
        try (var rooms = new LaunchedRooms(MemoryWatchIT::small);
                var desktop = new TriedDesktop(rooms)) {
            var crowd =
                    desktop.inside(
                            "/usr/bin/python3",
                            "-c",
                            """
                            import os, time
                            children = []
                            for i in range(20):
                                child = os.fork()
                                if child == 0:
                                    x = bytearray(b'x' * (40 << 20))
                                    time.sleep(3)
                                    os._exit(0)
                                children.append(child)
                            ends = [os.waitpid(c, 0)[1] for c in children]
                            print(sum(e == 9 for e in ends) > 10)
                            """);

            assertThat(crowd.output()).contains("True");
            desktop.screen.barrier();
        }
    }

    private static LauncherSettings small(LauncherSettings settings) {
        return IsolationIT.small(settings).withoutControlGroups();
    }
}
