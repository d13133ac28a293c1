package dev.handwright.adapter.sql;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.PollingStrategyConfig;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.TaskRepository;
import com.github.kagkarlsson.scheduler.TaskResolver;
import com.github.kagkarlsson.scheduler.Waiter;
import com.github.kagkarlsson.scheduler.event.SchedulerListeners;
import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepository;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * db-scheduler, put together by hand: its builder knows only databases that it may connect to by
 * itself.
 */
final class JobScheduler extends Scheduler {
    /** Jobs at a time on this node; each is short, but for housekeeping. */
    private static final int THREADS = 4;

    /** How late a job may begin; each look is one read by an index. */
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Four beats missed, and another node begins a job that this one had. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final int BEATS_MISSED = 4;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private JobScheduler(Clock clock, TaskRepository rows, TaskResolver tasks, SchedulerName name) {
        super(
                clock,
                rows,
                rows,
                tasks,
                THREADS,
                Executors.newFixedThreadPool(
                        THREADS, Thread.ofPlatform().daemon().name("job-", 0).factory()),
                name,
                new Waiter(POLL, clock),
                HEARTBEAT,
                BEATS_MISSED,
                List.of(),
                List.of(),
                new PollingStrategyConfig(PollingStrategyConfig.Type.FETCH, 0.5, 3),
                Duration.ofDays(14),
                STOP_WITHIN,
                LogLevel.WARN,
                true,
                List.of(),
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("jobs-due").factory()),
                Executors.newScheduledThreadPool(
                        2, Thread.ofPlatform().daemon().name("jobs-beat-", 0).factory()));
    }

    /**
     * @param name of this node, different from all others
     */
    static Scheduler of(Database database, Clock clock, String name, List<Task<?>> tasks) {
        var resolver = new TaskResolver(SchedulerListeners.NOOP, clock, tasks);
        var node = new SchedulerName.Fixed(name);
        var rows = new Rows(new JobColumns(), resolver, node, new JobStatements(database), clock);
        return new JobScheduler(clock, rows, resolver, node);
    }

    private static final class Rows extends JdbcTaskRepository {
        Rows(
                JobColumns columns,
                TaskResolver tasks,
                SchedulerName name,
                JobStatements statements,
                Clock clock) {
            super(
                    columns,
                    "job",
                    tasks,
                    name,
                    Serializer.DEFAULT_JAVA_SERIALIZER,
                    statements,
                    false,
                    clock);
        }
    }
}
