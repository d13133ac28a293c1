package dev.handwright.runs;

/** What came of asking to cancel. */
public sealed interface CancelResult {
    /** It was queued, or was cancelled before. */
    record Cancelled(Run run) implements CancelResult {}

    /** It runs; its sandbox is being stopped and the end will say cancelled. */
    record Stopping(Run run) implements CancelResult {}

    /** It had ended otherwise before. */
    record TooLate(Run run) implements CancelResult {}

    record NoSuchRun() implements CancelResult {}
}
