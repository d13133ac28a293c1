package dev.handwright.adapter.sql;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.OnStartup;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done at some time, by one node at a time, kept in the database by db-scheduler
 * (docs/adr/0100). A job whose node dies is begun again by another, so each must bear that.
 */
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    /** After a job has failed, as for a database that was away. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    /** Where the database was away as they were to begin. */
    private static final Duration BEGIN_AGAIN = Duration.ofSeconds(2);

    private final Database database;
    private final Clock clock;
    private final String node;
    private final List<Task<?>> tasks = new ArrayList<>();
    private final List<OnStartup> recurring = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread starting;
    private volatile @Nullable Scheduler scheduler;

    /**
     * @param node the name of this process, different from all others
     */
    public Jobs(Database database, Clock clock, String node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Has something done again and again. Before {@link #start}.
     *
     * @param pause from one end to the next beginning
     * @param job is told whether it may go on, to be asked now and then
     */
    public void every(Duration pause, String name, Consumer<BooleanSupplier> job) {
        var task =
                Tasks.recurring(name, FixedDelay.of(pause))
                        .execute((_, context) ->
                                job.accept(() -> !context.getSchedulerState().isShuttingDown()));
        tasks.add(task);
        recurring.add(task);
    }

    /**
     * Says what is done with jobs of this name when their time has come. Before {@link #start}.
     *
     * @param turn takes the job's instance and gives the time of its next turn; empty: the job goes
     */
    public void at(String name, Function<String, Optional<Instant>> turn) {
        tasks.add(
                Tasks.custom(name, Void.class)
                        .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN_AFTER))
                        .execute((instance, _) ->
                                turn.apply(instance.getId())
                                        .<CompletionHandler<Void>>map(
                                                next -> (done, job) -> job.reschedule(done, next))
                                        .orElseGet(CompletionHandler.OnCompleteRemove::new)));
    }

    /** Begins as soon as the database lets it; does not wait until then. */
    public void start() {
        starting = Thread.ofPlatform().daemon().name("jobs-start").start(this::begin);
    }

    private void begin() {
        try {
            while (!begun()) {
                if (closed.await(BEGIN_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does this; close() opens the latch.
        }
    }

    private boolean begun() {
        var made = JobScheduler.of(database, clock::instant, node, tasks);
        try {
            // Before its start, which would only log that one could not be written.
            recurring.forEach(it -> it.onStartup(made, clock::instant));
        } catch (RuntimeException e) {
            LOG.warn(
                    "schedules and housekeeping cannot begin; again in {} s: {}",
                    BEGIN_AGAIN.toSeconds(),
                    e.toString());
            made.stop();
            return false;
        }
        made.start();
        scheduler = made;
        return true;
    }

    /** Waits for jobs under way, some seconds at most. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (starting != null) {
                starting.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (scheduler != null) {
            scheduler.stop();
        }
    }
}
