package dev.handwright.artifacts;

import java.time.Instant;
import java.util.UUID;

/**
 * One file that a run left, or the film of a desktop.
 *
 * @param run the run's id, or a film's
 * @param filename within the run
 */
public record Artifact(UUID run, Kind kind, String filename, long size, Instant createdAt) {
    /** The one of its kind. */
    public Artifact(UUID run, Kind kind, long size, Instant createdAt) {
        this(run, kind, kind.filename(), size, createdAt);
    }

    /** What it is; each run has at most one of each, but for steps. */
    public enum Kind {
        ASSETS("assets.zip", "application/zip"),
        RECORDING("recording.mp4", "video/mp4"),
        LOGS("logs.jsonl", "application/x-ndjson"),
        /** What the agent saw at one step: {@code step-12.png}. */
        STEP("step-.png", "image/png");

        private final String filename;
        private final String mediaType;

        Kind(String filename, String mediaType) {
            this.filename = filename;
            this.mediaType = mediaType;
        }

        public String filename() {
            return filename;
        }

        public String mediaType() {
            return mediaType;
        }
    }
}
