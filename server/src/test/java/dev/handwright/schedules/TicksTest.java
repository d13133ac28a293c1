package dev.handwright.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.adapter.sql.SqlRetentionStore;
import dev.handwright.adapter.sql.SqlScheduleStore;
import dev.handwright.fakes.RunHouse;
import dev.handwright.retention.Retentions;
import dev.handwright.runs.Housekeeping;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunFilter;
import dev.handwright.runs.RunSettings;
import dev.handwright.runs.RunSummary;
import dev.handwright.runs.StartResult;
import dev.handwright.workflows.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ticks start, and what they do not. */
@Tag("database")
final class TicksTest {
    private RunHouse house;
    private SqlScheduleStore store;
    private Schedules schedules;
    private Ticks ticks;
    private Workflow workflow;

    @BeforeEach
    void open(@TempDir Path folder) {
        house =
                new RunHouse(
                        folder,
                        new RunSettings(1000, 0, 1, Duration.ofDays(7)),
                        (_, _) -> RunHouse.checked());
        store = new SqlScheduleStore(house.database);
        schedules = new Schedules(store, house.runs, 3, house.clock, house.ids);
        ticks = new Ticks(store, house.runs, house.clock);
        workflow = house.publish("one");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aTickStartsOneRunHoweverOftenItIsFired() {
        var schedule = made(hourly(Missed.ONCE));
        var tick = schedule.next().orElseThrow();
        passTo(tick.plusSeconds(2));
        assertThat(fire(schedule)).contains(tick.plusSeconds(3600));
        var first = runs().getFirst();
        forgetAdvance(schedule); // as after a crash between its two commits
        assertThat(fire(schedule)).contains(tick.plusSeconds(3600));
        assertThat(runs()).containsExactly(first);
        var last = store.find(schedule.id()).flatMap(Schedule::last).orElseThrow();
        assertThat(last).isEqualTo(new Schedule.Firing(tick, first.id()));
        assertThat(house.runs.get(house.workspace, first.id()).map(Run::paramsJson))
                .contains("{\"NAME\":\"x\"}");
    }

    @Test
    void neitherIsItForgottenInADayThatTheServerWasAway() {
        var schedule = made(hourly(Missed.ALL));
        var tick = schedule.next().orElseThrow();
        passTo(tick);
        fire(schedule);
        forgetAdvance(schedule);
        passTo(tick.plus(Duration.ofHours(26)));
        var retentions =
                new Retentions(new SqlRetentionStore(house.database), house.artifacts, house.clock);
        new Housekeeping(house.store, retentions, house.clock).keep(() -> true);
        fire(schedule);
        assertThat(runs()).hasSize(27);
    }

    @Test
    void nothingIsStartedBeforeItsTime() {
        var schedule = made(hourly(Missed.ALL));
        assertThat(fire(schedule)).isEqualTo(schedule.next());
        assertThat(runs()).isEmpty();
    }

    @Test
    void missedTicksAreSkippedWhereThePlanSaysSo() {
        var schedule = made(hourly(Missed.SKIP));
        var tick = schedule.next().orElseThrow();
        passTo(tick.plus(Duration.ofMinutes(200)));
        assertThat(fire(schedule)).contains(tick.plus(Duration.ofHours(4)));
        assertThat(runs()).isEmpty();
        passTo(tick.plus(Duration.ofHours(4)).plusSeconds(50)); // late, but not missed
        fire(schedule);
        assertThat(runs()).hasSize(1);
    }

    @Test
    void onceStartsTheLastOfThem() {
        var schedule = made(hourly(Missed.ONCE));
        var tick = schedule.next().orElseThrow();
        passTo(tick.plus(Duration.ofMinutes(200)));
        assertThat(fire(schedule)).contains(tick.plus(Duration.ofHours(4)));
        assertThat(runs()).hasSize(1);
        assertThat(store.find(schedule.id()).flatMap(Schedule::last).orElseThrow().tick())
                .isEqualTo(tick.plus(Duration.ofHours(3)));
    }

    @Test
    void allStartsEachOfTheLastHundred() {
        var schedule = made(hourly(Missed.ALL));
        var tick = schedule.next().orElseThrow();
        passTo(tick.plus(Duration.ofHours(3)));
        fire(schedule);
        assertThat(runs()).hasSize(4);
        passTo(tick.plus(Duration.ofHours(1003)));
        fire(schedule);
        assertThat(runs()).hasSize(4 + Schedules.MOST_MISSED);
    }

    @Test
    void pausedOnesStartNothingAndMissNothing() {
        var schedule = made(hourly(Missed.ALL));
        var tick = schedule.next().orElseThrow();
        change(schedule, it -> paused(it, true));
        passTo(tick.plus(Duration.ofMinutes(90)));
        assertThat(fire(schedule)).isEmpty();
        change(schedule, it -> paused(it, false));
        assertThat(fire(schedule)).contains(tick.plus(Duration.ofHours(2)));
        assertThat(runs()).isEmpty();
    }

    @Test
    void aDeletedWorkflowPausesItsSchedule() {
        var schedule = made(hourly(Missed.ALL));
        passTo(schedule.next().orElseThrow());
        house.workflows.delete(house.workspace, workflow.id());
        assertThat(fire(schedule)).isEmpty();
        var after = store.find(schedule.id()).orElseThrow();
        assertThat(after.plan().paused()).isTrue();
        assertThat(after.problem()).contains("The workflow was deleted.");
    }

    @Test
    void twoChangesAtATimeAreBothMade() {
        var schedule = made(hourly(Missed.ALL));
        change(schedule, it -> paused(it, true));
        change(
                schedule,
                it -> {
                    if (it.paused()) {
                        change(
                                schedule,
                                other -> paused(other, false)); // after this one has read it
                    }
                    return named(it, "other");
                });
        var after = store.find(schedule.id()).orElseThrow();
        assertThat(after.plan().name()).contains("other");
        assertThat(after.plan().paused()).isFalse();
        assertThat(after.next()).isEqualTo(schedule.next());
    }

    @Test
    void aScheduleThatIsPausedWhileItIsChangedStaysPaused() {
        var schedule = made(hourly(Missed.ALL));
        passTo(schedule.next().orElseThrow());
        var other = house.publish("other");
        house.workflows.delete(house.workspace, workflow.id());
        change(
                schedule,
                it -> {
                    fire(schedule);
                    return of(it, other);
                });
        var after = store.find(schedule.id()).orElseThrow();
        assertThat(after.plan().workflow()).isEqualTo(other.id());
        assertThat(after.plan().paused()).isTrue();
        assertThat(after.next()).isEmpty();
    }

    @Test
    void aFullQueueIsTriedAgain() {
        for (int i = 0; i < 1000; i++) {
            house.start(workflow);
        }
        var schedule = made(hourly(Missed.ALL));
        var tick = schedule.next().orElseThrow();
        passTo(tick);
        assertThat(fire(schedule)).contains(tick.plusSeconds(5));
        assertThat(store.find(schedule.id()).flatMap(Schedule::next)).contains(tick);
    }

    @Test
    void whatARunWouldBeRefusedForIsRefusedAtOnce() {
        assertThat(schedules.create(house.workspace, plan("0 * * * *", Map.of(), Missed.ONCE)))
                .isInstanceOfSatisfying(
                        PlanResult.NoRun.class,
                        it -> assertThat(it.why()).isInstanceOf(StartResult.BadParams.class));
        assertThat(schedules.create(house.stranger, hourly(Missed.ONCE)))
                .isEqualTo(new PlanResult.NoRun(new StartResult.NoSuchWorkflow()));
        assertThat(
                        schedules.create(
                                house.workspace, plan("never", Map.of("NAME", "x"), Missed.ONCE)))
                .isInstanceOf(PlanResult.Bad.class);
    }

    @Test
    void aWorkspaceHasItsLimitAndSeesItsOwn() {
        for (int i = 0; i < 3; i++) {
            made(hourly(Missed.ONCE));
        }
        assertThat(schedules.create(house.workspace, hourly(Missed.ONCE)))
                .isEqualTo(new PlanResult.TooMany(3));
        var one = schedules.list(house.workspace).getFirst();
        assertThat(schedules.list(house.stranger)).isEmpty();
        assertThat(schedules.get(house.stranger, one.id())).isEmpty();
        assertThat(schedules.delete(house.stranger, one.id())).isFalse();
        assertThat(schedules.change(house.stranger, one.id(), it -> it))
                .isEqualTo(new PlanResult.NoSuchSchedule());
        assertThat(schedules.delete(house.workspace, one.id())).isTrue();
        assertThat(fire(one)).isEmpty();
    }

    private Schedule made(PlanRequest plan) {
        return ((PlanResult.Done) schedules.create(house.workspace, plan)).schedule();
    }

    private void change(Schedule schedule, UnaryOperator<PlanRequest> change) {
        assertThat(schedules.change(house.workspace, schedule.id(), change))
                .isInstanceOf(PlanResult.Done.class);
    }

    private Optional<Instant> fire(Schedule schedule) {
        return ticks.fire(schedule.id());
    }

    private void forgetAdvance(Schedule schedule) {
        var now = store.find(schedule.id()).orElseThrow();
        assertThat(store.advance(now, schedule)).isTrue();
    }

    private void passTo(Instant time) {
        house.clock.pass(Duration.between(house.clock.instant(), time));
    }

    private List<RunSummary> runs() {
        var filter = new RunFilter(Optional.empty(), Optional.empty(), Optional.empty(), 1000);
        return house.runs.list(house.workspace, filter).items();
    }

    private PlanRequest hourly(Missed missed) {
        return plan("0 * * * *", Map.of("NAME", "x"), missed);
    }

    private PlanRequest plan(String cron, Map<String, @Nullable Object> params, Missed missed) {
        return new PlanRequest(
                Optional.of("report"),
                workflow.id().toString(),
                params,
                Optional.of("https://example.com/hook"),
                cron,
                "Europe/Berlin",
                missed,
                false);
    }

    private static PlanRequest paused(PlanRequest it, boolean paused) {
        return with(it, it.name(), it.workflowId(), paused);
    }

    private static PlanRequest named(PlanRequest it, String name) {
        return with(it, Optional.of(name), it.workflowId(), it.paused());
    }

    private static PlanRequest of(PlanRequest it, Workflow workflow) {
        return with(it, it.name(), workflow.id().toString(), it.paused());
    }

    private static PlanRequest with(
            PlanRequest it, Optional<String> name, String workflow, boolean paused) {
        return new PlanRequest(
                name,
                workflow,
                it.params(),
                it.webhook(),
                it.cron(),
                it.zone(),
                it.missed(),
                paused);
    }
}
