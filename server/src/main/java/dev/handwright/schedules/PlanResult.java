package dev.handwright.schedules;

import dev.handwright.runs.StartResult;

/** What came of making a schedule or changing one. */
public sealed interface PlanResult {
    record Done(Schedule schedule) implements PlanResult {}

    /** A sentence. */
    record Bad(String problem) implements PlanResult {}

    /** A run with this workflow, parameters and webhook would be refused. */
    record NoRun(StartResult why) implements PlanResult {}

    /** The workspace has as many as it may. */
    record TooMany(int limit) implements PlanResult {}

    record NoSuchSchedule() implements PlanResult {}
}
