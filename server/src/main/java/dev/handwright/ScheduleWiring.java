package dev.handwright;

import dev.handwright.adapter.sql.Jobs;
import dev.handwright.adapter.sql.SqlScheduleStore;
import dev.handwright.edge.http.Route;
import dev.handwright.edge.http.ScheduleRoutes;
import dev.handwright.schedules.Schedule;
import dev.handwright.schedules.Schedules;
import dev.handwright.schedules.Ticks;
import java.time.Duration;
import java.util.List;

/** What the clock starts, wired: schedules and housekeeping. */
final class ScheduleWiring implements AutoCloseable {
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);

    private final Schedules schedules;
    private final Jobs jobs;

    ScheduleWiring(Foundation base, RunWiring runs) {
        var store = new SqlScheduleStore(base.database());
        schedules =
                new Schedules(
                        store,
                        runs.runs(),
                        base.config().schedules().perWorkspace(),
                        base.clock(),
                        base.ids());
        var ticks = new Ticks(store, runs.runs(), base.clock());
        jobs = new Jobs(base.database(), base.clock(), base.nodes().id().value());
        jobs.every(HOUSEKEEPING, "housekeeping", runs.housekeeping()::keep);
        jobs.every(HOUSEKEEPING, "forget dead nodes", _ -> base.nodes().forget());
        jobs.at(SqlScheduleStore.JOB, id -> ticks.fire(new Schedule.Id(id)));
    }

    List<Route> routes() {
        return new ScheduleRoutes(schedules).routes();
    }

    /** Begins; once the server listens. */
    void start() {
        jobs.start();
    }

    @Override
    public void close() {
        jobs.close();
    }
}
