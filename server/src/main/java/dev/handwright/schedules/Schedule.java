package dev.handwright.schedules;

import dev.handwright.runs.Run;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs of a workflow at the times of a cron expression.
 *
 * @param next its oldest tick that is not dealt with; empty while it is paused, and where there is
 *     no further one
 * @param last the last tick that started a run
 * @param problem why the last tick started none
 */
public record Schedule(
        Id id,
        Workspace.Id workspace,
        Plan plan,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> next,
        Optional<Firing> last,
        Optional<String> problem) {
    /** When a change that is made now is noted: after the last one, so that it is seen. */
    Instant changed(Instant now) {
        var earliest = updatedAt.plusMillis(1);
        return now.isBefore(earliest) ? earliest : now;
    }

    /** {@code sch_} and 26 letters and digits. */
    public record Id(String value) {
        @Override
        public String toString() {
            return value;
        }
    }

    /**
     * What whoever made it has decided.
     *
     * @param name for people
     * @param paramsJson of each run, a JSON object
     * @param webhook where events of its runs go
     */
    public record Plan(
            Optional<String> name,
            Workflow.Id workflow,
            String paramsJson,
            Optional<String> webhook,
            Cron cron,
            Missed missed,
            boolean paused) {}

    /** A tick and the run it started. */
    public record Firing(Instant tick, Run.Id run) {}
}
