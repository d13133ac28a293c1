package dev.handwright.desktops;

import java.time.Instant;

/** A living desktop. */
public record Desktop(Id id, DisplaySize display, Instant startedAt) {
    /** {@code dsk_…} */
    public record Id(String value) {
        @Override
        public String toString() {
            return value;
        }
    }
}
