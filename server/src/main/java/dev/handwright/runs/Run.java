package dev.handwright.runs;

import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One execution of a workflow.
 *
 * @param version the workflow's version when the run was accepted; later versions do not touch it
 * @param paramsJson a JSON object as text
 * @param webhook where events go; empty when results are only read
 * @param attempt how often a worker has taken it; the fence for every later write
 * @param retryOf the run this one repeats
 */
public record Run(
        Id id,
        Workspace.Id workspace,
        Workflow.Id workflow,
        int version,
        String paramsJson,
        Optional<URI> webhook,
        Instant createdAt,
        Instant updatedAt,
        int attempt,
        Optional<Id> retryOf,
        State state) {

    /** A UUID, on the wire {@code messageId}. */
    public record Id(UUID value) {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** Where a run is, with exactly what is known there. */
    public sealed interface State {
        record Queued() implements State {}

        /**
         * @param cancelRequested somebody asked to cancel and the worker has not ended it yet
         */
        record Running(Instant startedAt, String worker, boolean cancelRequested)
                implements State {}

        record Completed(Instant startedAt, Instant finishedAt, String resultJson)
                implements State {}

        /**
         * @param errorType the exception's class, or our word such as {@code worker_lost}
         */
        record Failed(
                Optional<Instant> startedAt, Instant finishedAt, String error, String errorType)
                implements State {}

        record TimedOut(Instant startedAt, Instant finishedAt, String error) implements State {}

        record Cancelled(Optional<Instant> startedAt, Instant finishedAt) implements State {}

        default boolean ended() {
            return switch (this) {
                case Queued _, Running _ -> false;
                case Completed _, Failed _, TimedOut _, Cancelled _ -> true;
            };
        }

        /** The wire's word: queued running completed failed timeout cancelled. */
        default String word() {
            return switch (this) {
                case Queued _ -> "queued";
                case Running _ -> "running";
                case Completed _ -> "completed";
                case Failed _ -> "failed";
                case TimedOut _ -> "timeout";
                case Cancelled _ -> "cancelled";
            };
        }
    }
}
