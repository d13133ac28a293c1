package dev.handwright.runs;

import dev.handwright.runs.RunStore.Limits;
import java.time.Duration;

/**
 * Bounds of accepting runs.
 *
 * @param queueLimit queued runs beyond which new ones are refused with 429
 * @param perWorkspace runs of one workspace at a time, others of it wait; 0: any number
 * @param perWorkflow runs of one workflow at a time; others of it wait
 * @param linksLast how long presigned URLs in events and answers can be used
 */
public record RunSettings(int queueLimit, int perWorkspace, int perWorkflow, Duration linksLast) {
    Limits limits() {
        return new Limits(perWorkspace, perWorkflow);
    }
}
