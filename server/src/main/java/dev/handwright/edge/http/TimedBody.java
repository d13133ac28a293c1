package dev.handwright.edge.http;

import dev.handwright.base.BulkInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A request's body on its way to memory: 30 s, and longer only while it comes at 16 KiB/s, over
 * that it is a 408. The connection's own timeout ends silence alone.
 */
final class TimedBody extends BulkInput {
    private static final long BYTES_PER_SECOND = 16 * 1024;

    private final InputStream in;
    private final LongSupplier nanoTime;
    private long deadline;

    TimedBody(InputStream in) {
        this(in, System::nanoTime);
    }

    TimedBody(InputStream in, LongSupplier nanoTime) {
        this.in = in;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + Duration.ofSeconds(30).toNanos();
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int count = in.read(into, at, length);
        deadline += count * Duration.ofSeconds(1).toNanos() / BYTES_PER_SECOND;
        if (nanoTime.getAsLong() - deadline > 0) {
            throw Problem.of(
                    408,
                    "Request timeout",
                    "The body came too slowly; send it within 30 s, or at 16 KiB/s or more.");
        }
        return count;
    }
}
