package dev.handwright.runs;

import java.time.Duration;

/**
 * Bounds of accepting runs.
 *
 * @param queueLimit queued runs beyond which new ones are refused with 429
 * @param perWorkflow runs of one workflow at a time; others of it wait
 * @param linksLast how long presigned URLs in events and answers can be used
 */
public record RunSettings(int queueLimit, int perWorkflow, Duration linksLast) {}
