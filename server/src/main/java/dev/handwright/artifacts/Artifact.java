package dev.handwright.artifacts;

import java.time.Instant;
import java.util.UUID;

/**
 * One file that a run left, or the film of a desktop.
 *
 * @param run the run's id, or a film's
 */
public record Artifact(UUID run, Kind kind, long size, Instant createdAt) {
    /** What it is; each run has at most one of each. */
    public enum Kind {
        ASSETS("assets.zip", "application/zip"),
        RECORDING("recording.mp4", "video/mp4"),
        LOGS("logs.jsonl", "application/x-ndjson");

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
