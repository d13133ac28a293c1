package dev.handwright.runs;

import java.util.Optional;

/** Presigned URLs of what a run left; empty where it left nothing of the kind. */
public record RunLinks(Optional<String> assets, Optional<String> recording, Optional<String> logs) {
    public static final RunLinks NONE =
            new RunLinks(Optional.empty(), Optional.empty(), Optional.empty());
}
