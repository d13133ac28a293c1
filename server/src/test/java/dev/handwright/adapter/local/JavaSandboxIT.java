package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxEnd.Raised;
import dev.handwright.sandboxes.SandboxEnd.Refused;
import dev.handwright.sandboxes.SandboxEnd.Returned;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Java in real sandboxes: what works, and how everything that goes wrong ends in a sentence. */
@Tag("check")
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JavaSandboxIT {
    private final SandboxBench bench;

    JavaSandboxIT() throws IOException {
        bench = new SandboxBench(0, 1);
    }

    @AfterAll
    void nothingIsLeft() throws Exception {
        try (bench) {
            bench.host.close();
            assertThat(bench.launched.client.list()).isEmpty();
        }
    }

    @Test
    void returnsPrintsCallsAndLeavesFiles() throws Exception {
        var end =
                bench.java(
                        """
                        IO.println(Path.of("").toAbsolutePath());
                        System.getLogger("portal").log(System.Logger.Level.WARNING, "careful");
                        new Computer().press("Return");
                        Files.writeString(Path.of("/artifacts/a.txt"), "one");
                        return new Result("done " + System.getenv().keySet().stream().sorted().toList()
                            + ProcessHandle.allProcesses().count());
                        """);
        assertThat(end.toString()).contains("done [HOME, LANG, PATH, PWD, TZ]2");
        assertThat(bench.log).containsExactly("stdout /assets", "WARNING portal: careful");
        assertThat(bench.calls).contains("computer.press {key=Return}");
        assertThat(bench.outputs.toString()).isEqualTo("{artifacts/a.txt=one}");
    }

    @Test
    void compilerErrorsHaveTheirLines() throws Exception {
        var end =
                bench.check(
                        "java",
                        SandboxBench.file(
                                "Workflow.java",
                                "record A() {}\nA run(A a) {\n  int b = \"\";\n}"));
        assertThat(((Refused) end).problems())
                .extracting(SandboxEnd.Problem::line)
                .containsExactly(3, 4);
    }

    @Test
    void whatEatsMemoryEndsWithASentence() throws Exception {
        fails(
                bench.java(
                        "var all = new ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]);"),
                "OutOfMemoryError",
                "Java heap space (the sandbox has 192 MiB of memory)");
    }

    @Test
    void threadsWithoutEndEndWithASentence() throws Exception {
        fails(
                bench.java(
                        """
                        while (true) Thread.ofPlatform().start(() -> java.util.concurrent.locks.LockSupport.park());
                        """),
                "OutOfMemoryError",
                "unable to create native thread",
                "(the sandbox has at most 64 processes and threads)");
    }

    @Test
    void anEndWithoutAWordIsSaid() throws Exception {
        fails(bench.java("System.exit(3); return null;"), "exited", "exit status 3 before run");
        fails(bench.java("Runtime.getRuntime().halt(4); return null;"), "exited", "exit status 4");
        fails(bench.java("return run(params);"), "StackOverflowError", "calls that never return");
        fails(bench.java("return null;"), "NullPointerException", "run returned null");
        fails(
                bench.java("throw new WorkflowException(\"No patient named Zoë.\");"),
                "WorkflowException",
                "No patient named Zoë.");
    }

    @Test
    void anEndlessLoopAndWaitingThreadsAreKilled() throws Exception {
        var end =
                bench.java(
                        """
                        Thread.ofPlatform().start(() -> { while (true) Thread.onSpinWait(); });
                        new ProcessBuilder("sleep", "600").start();
                        return new Result("end");
                        """);
        assertThat(end).isEqualTo(new Returned("{\"b\":\"end\"}"));
        assertThat(bench.log).anyMatch(it -> it.contains("still running at the end"));
    }

    @Test
    void aFileThatIsTooLargeEndsWithASentence() throws Exception {
        fails(
                bench.java(
                        """
                        try (var out = Files.newOutputStream(Path.of("big"))) {
                            while (true) out.write(new byte[1 << 20]);
                        }
                        """),
                "IOException|FileSystemException",
                "(/assets and /artifacts hold at most 32 MiB and 500 files)");
    }

    @Test
    void aFloodOfOutputIsCutAndTheRunGoesOn() throws Exception {
        var end =
                bench.java(
                        "for (int i = 0; i < 300_000; i++) IO.println(\"x\".repeat(100));"
                                + " return new Result(\"end\");");
        assertThat(end).isEqualTo(new Returned("{\"b\":\"end\"}"));
        assertThat(bench.log.getLast()).startsWith("notice The log is cut here");
    }

    private void fails(SandboxEnd end, String type, String... words) {
        var told =
                switch (end) {
                    case Raised(var kind, var message) -> List.of(kind, message);
                    case Died(var kind, var message) -> List.of(kind, message);
                    default -> throw new AssertionError(end.toString());
                };
        assertThat(told.getFirst()).as(told.getLast() + bench.log).matches(type);
        assertThat(told.getLast()).contains(words);
    }
}
