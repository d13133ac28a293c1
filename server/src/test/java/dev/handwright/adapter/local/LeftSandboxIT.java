package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.local.SandboxBench.Asked;
import dev.handwright.fakes.Await;
import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxEnd.Returned;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxJob.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Real sandboxes whose server goes, and which go on with the next one. */
@Tag("check")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LeftSandboxIT {
    private static final String PYTHON =
            """
            import os
            from pydantic import BaseModel
            from nen import Computer
            class P(BaseModel): pass
            class R(BaseModel): b: str
            def run(p: P) -> R:
                print('one')
                open('/assets/a.txt', 'w').write('kept')
                Computer().press('F1')
                print('two')
                Computer().press('F2')
                return R(b=str(os.getpid()))
            """;
    private static final String JAVA =
            """
            import dev.handwright.sdk.*;
            record P() {}
            record R(String b) {}
            R run(P params) {
                IO.println("one");
                new Computer().press("F1");
                IO.println("two");
                new Computer().press("F2");
                return new R("end");
            }
            """;

    private final SandboxBench bench;

    LeftSandboxIT() throws IOException {
        bench = new SandboxBench(0, 0);
    }

    @AfterAll
    void nothingIsLeft() throws Exception {
        try (bench) {
            bench.host.close();
            assertThat(bench.launched.client.list()).isEmpty();
        }
    }

    @Test
    void pythonAsksAgainAndItsFilesAreKept() throws Exception {
        var left = leftAtTheFirstCall("python", List.of(SandboxBench.file("workflow.py", PYTHON)));

        try (var next = bench.nextHost()) {
            next.reapStrays(Set.of(left));
            var adopted = next.adopt(left, SandboxBench.LIMITS, bench).orElseThrow();
            assertThat(adopted.await()).isInstanceOf(Returned.class);
            assertThat(bench.collected(adopted)).containsEntry("assets/a.txt", "kept");
        }
        assertGoneOn();
    }

    @Test
    void javaAsksAgain() throws Exception {
        var checked =
                (SandboxEnd.Checked) bench.check("java", SandboxBench.file("Workflow.java", JAVA));
        var left = leftAtTheFirstCall("java", checked.code().compiled());

        try (var next = bench.nextHost();
                var adopted = next.adopt(left, SandboxBench.LIMITS, bench).orElseThrow()) {
            assertThat(adopted.await()).isEqualTo(new Returned("{\"b\":\"end\"}"));
        }
        assertGoneOn();
    }

    @Test
    void afterItsEndItCannotBeLeft() throws Exception {
        var left = leftAtTheFirstCall("python", List.of(SandboxBench.file("workflow.py", PYTHON)));
        try (var next = bench.nextHost()) {
            var adopted = next.adopt(left, SandboxBench.LIMITS, bench).orElseThrow();
            assertThat(adopted.await()).isInstanceOf(Returned.class);
            adopted.leave();
            assertThat(bench.collected(adopted)).containsEntry("assets/a.txt", "kept");
        }
        assertGoneOn();
    }

    @Test
    void whatDiesBeforeItIsAdoptedIsGone() throws Exception {
        var left = leftAtTheFirstCall("python", List.of(SandboxBench.file("workflow.py", PYTHON)));
        bench.launched.client.ask("sandbox.kill", java.util.Map.of("id", left.value()));
        try (var next = bench.nextHost()) {
            assertThat(next.adopt(left, SandboxBench.LIMITS, bench)).isEmpty();
        }
        assertThat(bench.launched.client.list()).isEmpty();
    }

    @Test
    void whatDiesAfterItIsAdoptedHasDied() throws Exception {
        var left = leftAtTheFirstCall("python", List.of(SandboxBench.file("workflow.py", PYTHON)));
        bench.stayingAway = true;
        try (var next = bench.nextHost();
                var adopted = next.adopt(left, SandboxBench.LIMITS, bench).orElseThrow()) {
            bench.launched.client.ask("sandbox.kill", java.util.Map.of("id", left.value()));
            assertThat(adopted.await()).isInstanceOf(Died.class);
        }
    }

    @Test
    void theLauncherMayBeAnotherToo() throws Exception {
        var left = leftAtTheFirstCall("python", List.of(SandboxBench.file("workflow.py", PYTHON)));
        bench.launched.restart();
        try (var next = bench.nextHost();
                var adopted = next.adopt(left, SandboxBench.LIMITS, bench).orElseThrow()) {
            assertThat(adopted.await()).isInstanceOf(Returned.class);
        }
        assertGoneOn();
    }

    /** Its first call is on its way and will never be answered by who started it. */
    private SandboxId leftAtTheFirstCall(String language, List<SourceFile> files) throws Exception {
        bench.asked.clear();
        bench.stayingAway = true;
        Sandbox sandbox = bench.start(language, files);
        Await.that(() -> bench.asked.size() == 1 && bench.log.contains("stdout one"));
        sandbox.leave();
        assertThat(sandbox.await()).isEqualTo(new SandboxEnd.Left());
        sandbox.kill();
        sandbox.close();
        bench.stayingAway = false;
        return sandbox.id();
    }

    private void assertGoneOn() throws IOException {
        assertThat(bench.log).containsExactly("stdout one", "stdout two");
        assertThat(bench.asked)
                .containsExactly(
                        new Asked(1, "computer.press {key=F1}"),
                        new Asked(1, "computer.press {key=F1}"),
                        new Asked(2, "computer.press {key=F2}"));
        assertThat(bench.launched.client.list()).isEmpty();
    }
}
