package dev.handwright.desktops;

import java.time.Duration;
import java.util.Optional;

/**
 * @param pool desktops kept started and unused
 * @param most desktops at a time, those of the pool included, at least 1
 * @param forRuns of these, so many that workspaces cannot have; they always can have one
 * @param perWorkspace desktops that one workspace may have made at a time, at least 1
 * @param idleTimeout for desktops that are made without one; empty means never
 * @param display the size of a desktop that is asked for without one
 */
public record DesktopSettings(
        int pool,
        int most,
        int forRuns,
        int perWorkspace,
        Optional<Duration> idleTimeout,
        DisplaySize display) {
    public DesktopSettings {
        if (pool < 0 || most < 1 || forRuns < 0 || pool > most || perWorkspace < 1) {
            throw new IllegalArgumentException(
                    "at least one desktop, and no more in the pool than in all: "
                            + pool
                            + " of "
                            + most);
        }
    }

    /** Desktops that workspaces may have made at a time, all together. */
    int forWorkspaces() {
        return Math.max(1, most - forRuns);
    }
}
