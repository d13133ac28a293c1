package dev.handwright.runs;

/** What came of asking for a run to be repeated. */
public sealed interface RetryResult {
    /** The new run, or why there is none. */
    record Started(StartResult result) implements RetryResult {}

    /** It has not ended yet. */
    record TooEarly(Run run) implements RetryResult {}

    /** It was given secure params, which are gone: a signed request must give them anew. */
    record NeedsSecureParams() implements RetryResult {}

    record NoSuchRun() implements RetryResult {}
}
