package dev.handwright.schedules;

import dev.handwright.workspaces.Workspace;
import java.util.List;
import java.util.Optional;

/**
 * Keeps schedules, and with each that has a next tick, in the same transaction, the job that {@link
 * Ticks#fire fires} it.
 */
public interface ScheduleStore {
    /**
     * @param limit of those the workspace has
     * @return whether it was below its limit
     */
    boolean add(Schedule schedule, int limit);

    Optional<Schedule> find(Workspace.Id workspace, Schedule.Id id);

    /** Whoever it belongs to. */
    Optional<Schedule> find(Schedule.Id id);

    /** Oldest first. */
    List<Schedule> list(Workspace.Id workspace);

    /**
     * Replaces plan, time of change and problem; with {@code moved} the next tick and its job, too.
     *
     * @param before as it was read
     * @return whether it was still there and not changed since
     */
    boolean change(Schedule before, Schedule after, boolean moved);

    /**
     * @return whether it was there
     */
    boolean delete(Workspace.Id workspace, Schedule.Id id);

    /**
     * Notes what became of the next tick; leaves the job to its caller.
     *
     * @param before as it was read when the tick was due
     * @return whether the tick was still the next one and the plan not changed since
     */
    boolean advance(Schedule before, Schedule after);
}
