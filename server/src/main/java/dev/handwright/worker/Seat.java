package dev.handwright.worker;

import dev.handwright.sandboxes.Sandbox;

/**
 * Where a run's code is executed.
 *
 * @param anew it was started before, and not here
 */
record Seat(Sandbox sandbox, JournalledCalls calls, boolean anew) implements AutoCloseable {
    @Override
    public void close() {
        try (sandbox) {
            calls.end();
        }
    }
}
