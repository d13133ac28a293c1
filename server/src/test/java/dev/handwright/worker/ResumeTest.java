package dev.handwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.handwright.desktops.Desktop;
import dev.handwright.fakes.Await;
import dev.handwright.fakes.FakeSandboxes;
import dev.handwright.fakes.RunHouse;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunSettings;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxCalls.CallFailed;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.worker.Journal.Answer;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run whose server has gone, when the next one starts. */
@Tag("database")
final class ResumeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final RunSettings SETTINGS = new RunSettings(100, 0, 2, Duration.ofDays(7));

    @TempDir private Path folder;

    @Test
    void whatWasAnsweredBeforeIsNotDoneAgain() {
        try (var house =
                house((_, calls) -> {
                    call(calls, 1, "agent.verify");
                    call(calls, 2, "computer.click_at");
                    call(calls, 3, "computer.press");
                    return new SandboxEnd.Returned("{}");
                })) {
            var run = begun(house);
            var desktop = house.workplaces.leave();
            put(house, run, desktop);
            answered(house, run, 1, "agent.verify");
            answered(house, run, 2, "computer.click_at");
            assertThat(resumed(house, run).state().word()).isEqualTo("completed");
            assertThat(house.workplaces.done()).containsExactly(desktop.id() + " computer.press");
            assertThat(house.events()).extracting(RunHouse.Event::seq).containsExactly(0, 1);
            assertThat(house.journals.place(run.id())).isEmpty();
            assertThat(house.journals.calls(run.id())).isEmpty();
            assertThat(house.workplaces.open()).isZero();
        }
    }

    @Test
    void anAnswerIsWaitedFor() {
        try (var house =
                        house((_, calls) -> {
                            call(calls, 1, "computer.press");
                            return new SandboxEnd.Returned("{}");
                        });
                var worker = house.worker(1, LONG, LONG)) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            answered(house, run, 1, "computer.press");
            house.away.during("answer");
            worker.start();
            Await.that(() -> house.away.refused() > 2);
            house.away.during();
            Await.that(() -> house.get(run.id()).state().word().equals("completed"));
            assertThat(house.workplaces.done()).isEmpty();
        }
    }

    @Test
    void sandboxesOfRunsThatAnotherNodeHasTakenMeanwhileAreEnded() {
        try (var house = house((_, _) -> new SandboxEnd.Returned("{}"));
                var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            Await.that(() -> house.sandboxes.reaped().equals(List.of(Set.of())));
        }
    }

    @Test
    void aRunThatHadNoDesktopYetIsSimplyBegun() {
        try (var house =
                house((_, calls) -> {
                    call(calls, 1, "computer.press");
                    return new SandboxEnd.Returned("{}");
                })) {
            var run = begun(house);
            assertThat(resumed(house, run).state().word()).isEqualTo("completed");
            assertThat(house.workplaces.done()).containsExactly("dsk_1 computer.press");
        }
    }

    @Test
    void anInputThatTheDatabaseHeardOfWithoutAnsweringIsMade() {
        try (var house =
                house((_, calls) -> {
                    call(calls, 1, "computer.press");
                    return new SandboxEnd.Returned("{}");
                })) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            house.away.loseAnswerOf("add");
            assertThat(resumed(house, run).state().word()).isEqualTo("completed");
            assertThat(house.workplaces.done()).containsExactly("dsk_1 computer.press");
        }
    }

    @Test
    void anInputThatMayHaveReachedTheDesktopIsNotRepeated() {
        try (var house = house(ResumeTest::clickTwice)) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            intended(house, run, 1, "computer.click_at");
            assertThat(resumed(house, run).state())
                    .isInstanceOfSatisfying(
                            Run.State.Failed.class,
                            it -> {
                                assertThat(it.errorType()).isEqualTo("action_uncertain");
                                assertThat(it.error())
                                        .contains("computer.click_at (call 1)", "may or may not");
                            });
            assertThat(house.workplaces.done()).isEmpty();
        }
    }

    @Test
    void codeMayCatchThatAndGoOn() {
        try (var house =
                house((_, calls) -> {
                    try {
                        calls.call(1, "computer.type", Map.of(), OutputStream.nullOutputStream());
                        throw new AssertionError("it is not repeated");
                    } catch (CallFailed e) {
                        assertThat(e.type()).isEqualTo("ActionUncertain");
                    }
                    call(calls, 2, "agent.verify");
                    return new SandboxEnd.Returned("{}");
                })) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            intended(house, run, 1, "computer.type");
            assertThat(resumed(house, run).state().word()).isEqualTo("completed");
            assertThat(house.workplaces.done()).containsExactly("dsk_1 agent.verify");
        }
    }

    @Test
    void codeThatAsksSomethingElseFailsAndIsStopped() {
        try (var house = house(ResumeTest::clickTwice)) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            answered(house, run, 1, "computer.press");
            nondeterministic(
                    resumed(house, run),
                    "call 1 was computer.press before the server was restarted, and now it is"
                            + " computer.click_at");
            assertThat(house.workplaces.done()).isEmpty();
        }
    }

    @Test
    void codeThatEndsBeforeItHasAskedAllFails() {
        try (var house = house((_, _) -> new SandboxEnd.Returned("{}"))) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            answered(house, run, 1, "computer.press");
            nondeterministic(resumed(house, run), "now the code ended without it");
        }
    }

    @Test
    void aRunWhoseDesktopIsGoneFails() {
        try (var house = house(ResumeTest::clickTwice)) {
            var run = begun(house);
            var desktop = house.workplaces.leave();
            put(house, run, desktop);
            house.workplaces.kill(desktop);
            assertThat(resumed(house, run).state())
                    .isInstanceOfSatisfying(
                            Run.State.Failed.class,
                            it -> assertThat(it.errorType()).isEqualTo("desktop_lost"));
            assertThat(house.sandboxes.jobs()).hasSize(1); // the check
        }
    }

    @Test
    void aRunWhoseDesktopIsGoneBeginsAnewAsOftenAsItsWorkflowAllows() {
        try (var house =
                new RunHouse(
                        folder,
                        SETTINGS,
                        (job, calls) ->
                                job instanceof SandboxJob.Check
                                        ? RunHouse.checked(1)
                                        : clickTwice(job, calls))) {
            var run = begun(house);
            var desktop = house.workplaces.leave();
            put(house, run, desktop);
            answered(house, run, 1, "computer.click_at");
            house.workplaces.kill(desktop);
            assertThat(resumed(house, run).state().word()).isEqualTo("completed");
            assertThat(house.workplaces.done())
                    .containsExactly("dsk_2 computer.click_at", "dsk_2 computer.click_at");
            assertThat(house.events()).extracting(RunHouse.Event::seq).containsExactly(0, 1);
        }
    }

    @Test
    void aDesktopThatDiesUnderItsRunIsLostToo() {
        var house = new AtomicReference<RunHouse>();
        FakeSandboxes.Code code =
                (_, calls) -> {
                    call(calls, 1, "computer.press");
                    house.get().workplaces.killAll();
                    return new SandboxEnd.Raised("RPCError", "the server failed to do this");
                };
        house.set(
                new RunHouse(
                        folder,
                        SETTINGS,
                        (job, calls) ->
                                job instanceof SandboxJob.Check
                                        ? RunHouse.checked(2)
                                        : code.run(job, calls)));
        try (var it = house.get()) {
            var run = begun(it);
            assertThat(resumed(it, run).state())
                    .isInstanceOfSatisfying(
                            Run.State.Failed.class,
                            state -> assertThat(state.errorType()).isEqualTo("desktop_lost"));
            assertThat(it.workplaces.done())
                    .containsExactly(
                            "dsk_1 computer.press", "dsk_2 computer.press", "dsk_3 computer.press");
        }
    }

    @Test
    void theTimeLimitCountsFromTheFirstStart() {
        FakeSandboxes.Code forever =
                (_, _) -> {
                    new CountDownLatch(1).await();
                    throw new AssertionError("it ends only by being killed");
                };
        try (var house = house(forever)) {
            var run = begun(house);
            put(house, run, house.workplaces.leave());
            house.clock.pass(LONG.plusSeconds(1));
            assertThat(resumed(house, run).state().word()).isEqualTo("timeout");
        }
    }

    @Test
    void whatARunWasAnsweredCountsOnceHoweverOftenItIsRead() {
        try (var house = house(ResumeTest::clickTwice)) {
            var run = begun(house);
            var half = new Answer.Result("a".repeat(1 << 25), Optional.empty());
            journal(house, run).answer(1, "agent.extract", "", half);
            var journal = journal(house, run);
            assertThat(journal.earlier()).hasSize(1);
            assertThat(journal.earlier()).hasSize(1);
            assertThatCode(journal::count).doesNotThrowAnyException();
        }
    }

    private static SandboxEnd clickTwice(SandboxJob job, SandboxCalls calls) {
        try {
            calls.call(1, "computer.click_at", Map.of(), OutputStream.nullOutputStream());
            calls.call(2, "computer.click_at", Map.of(), OutputStream.nullOutputStream());
            return new SandboxEnd.Returned("{}");
        } catch (CallFailed e) {
            return new SandboxEnd.Raised(e.type(), String.valueOf(e.getMessage()));
        }
    }

    private static void nondeterministic(Run run, String message) {
        assertThat(run.state())
                .isInstanceOfSatisfying(
                        Run.State.Failed.class,
                        it -> {
                            assertThat(it.errorType()).isEqualTo("nondeterministic");
                            assertThat(it.error()).contains(message);
                        });
    }

    /** A run that an earlier server has taken. */
    private static Run begun(RunHouse house) {
        house.start(house.publish("one"));
        return house.queue.take().orElseThrow();
    }

    private static void put(RunHouse house, Run run, Desktop desktop) {
        var place = new RunPlace(Optional.of(desktop), Optional.empty(), 0);
        assertThat(house.journals.put(run, place)).isTrue();
    }

    private static void answered(RunHouse house, Run run, long id, String method) {
        var journal = journal(house, run);
        journal.answer(
                id,
                method,
                journal.mac(method, Map.of()),
                new Answer.Result(true, Optional.empty()));
    }

    private static void intended(RunHouse house, Run run, long id, String method) {
        var journal = journal(house, run);
        try {
            journal.intend(id, method, journal.mac(method, Map.of()), false);
        } catch (CallFailed e) {
            throw new AssertionError(e);
        }
    }

    private static Journal journal(RunHouse house, Run run) {
        return new Journals(house.journals, house.sealing, new byte[32]).of(run);
    }

    private static Run resumed(RunHouse house, Run run) {
        try (var worker = house.worker(1, LONG, LONG)) {
            worker.start();
            Await.that(() -> house.get(run.id()).state().ended());
            return house.get(run.id());
        }
    }

    private static void call(SandboxCalls calls, long id, String method) {
        try {
            calls.call(id, method, Map.of(), OutputStream.nullOutputStream());
        } catch (CallFailed e) {
            throw new AssertionError(e);
        }
    }

    private RunHouse house(FakeSandboxes.Code code) {
        return new RunHouse(
                folder,
                SETTINGS,
                (job, calls) ->
                        job instanceof SandboxJob.Check
                                ? RunHouse.checked()
                                : code.run(job, calls));
    }
}
