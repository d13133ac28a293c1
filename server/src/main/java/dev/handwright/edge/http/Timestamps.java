package dev.handwright.edge.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How times are written on the wire of runs, workflows and keys. */
final class Timestamps {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** ISO 8601, UTC, always with milliseconds. */
    static String iso(Instant at) {
        return ISO.format(at);
    }
}
