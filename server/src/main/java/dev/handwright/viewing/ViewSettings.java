package dev.handwright.viewing;

import java.time.Duration;

/**
 * Meaning and bounds are in {@code defaults.yaml} under {@code desktops}.
 *
 * @param link how long a link opens a viewer
 * @param longest how long one watch may go on, links renewed
 * @param viewers open at a time on one desktop
 */
public record ViewSettings(Duration link, Duration longest, int viewers) {}
