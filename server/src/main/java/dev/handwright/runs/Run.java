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
 * @param priority the higher, the earlier among those of its workspace that wait
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
        int priority,
        int attempt,
        Optional<Id> retryOf,
        State state) {
    public static final int MOST_PRIORITY = 100;

    /** This run in another state. */
    public Run in(State next, Instant at) {
        return new Run(
                id,
                workspace,
                workflow,
                version,
                paramsJson,
                webhook,
                createdAt,
                at,
                priority,
                attempt,
                retryOf,
                next);
    }

    /** This run as a repetition of another. */
    Run retrying(Id other) {
        return new Run(
                id,
                workspace,
                workflow,
                version,
                paramsJson,
                webhook,
                createdAt,
                updatedAt,
                priority,
                attempt,
                Optional.of(other),
                state);
    }

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
         * @param errorType the exception's class, or our word such as {@code desktop_lost}
         */
        record Failed(
                Optional<Instant> startedAt, Instant finishedAt, String error, String errorType)
                implements State {}

        record TimedOut(Instant startedAt, Instant finishedAt, String error) implements State {}

        record Cancelled(Optional<Instant> startedAt, Instant finishedAt) implements State {
            /** What is told as its error. */
            public static final String ERROR = "The run was cancelled.";
        }

        default boolean ended() {
            return switch (this) {
                case Queued _, Running _ -> false;
                case Completed _, Failed _, TimedOut _, Cancelled _ -> true;
            };
        }

        /** When a worker took it; empty where none has. */
        default Optional<Instant> started() {
            return switch (this) {
                case Queued _ -> Optional.empty();
                case Running it -> Optional.of(it.startedAt);
                case Completed it -> Optional.of(it.startedAt);
                case Failed it -> it.startedAt;
                case TimedOut it -> Optional.of(it.startedAt);
                case Cancelled it -> it.startedAt;
            };
        }

        default Optional<Instant> finished() {
            return switch (this) {
                case Queued _, Running _ -> Optional.empty();
                case Completed it -> Optional.of(it.finishedAt);
                case Failed it -> Optional.of(it.finishedAt);
                case TimedOut it -> Optional.of(it.finishedAt);
                case Cancelled it -> Optional.of(it.finishedAt);
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
