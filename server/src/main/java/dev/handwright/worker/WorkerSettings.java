package dev.handwright.worker;

import dev.handwright.sandboxes.SandboxLimits;
import java.time.Duration;

/**
 * Bounds of executing runs.
 *
 * @param concurrency runs at a time on this server; 0 executes none
 * @param timeout of one run; over it, it is stopped and ends as {@code timeout}
 * @param drain how long runs under way may take to finish when the server stops
 * @param sandbox what a run's code may use
 */
public record WorkerSettings(
        int concurrency, Duration timeout, Duration drain, SandboxLimits sandbox) {}
