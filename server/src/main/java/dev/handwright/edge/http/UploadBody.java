package dev.handwright.edge.http;

import dev.handwright.base.BulkInput;
import dev.handwright.base.ByteSize;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request's body on its way to a file: over its limit it is a 413, over its time a 408. Closing
 * it reads away what a refusal left unread, so that clients that first send everything do read the
 * answer.
 */
final class UploadBody extends BulkInput {
    private static final Logger LOG = LoggerFactory.getLogger(UploadBody.class);
    private static final Duration LINGER = Duration.ofSeconds(20);

    private final Request request;
    private final ByteSize limit;
    private final long announced;
    private final long deadline;
    private final boolean isWaiting;
    private long taken;
    private boolean ended;

    /**
     * @param time from now on, until it is a 408
     */
    UploadBody(Request request, ByteSize limit, Duration time) {
        this.deadline = System.nanoTime() + time.toNanos();
        this.request = request;
        this.limit = limit;
        this.announced = request.announcedLength();
        this.isWaiting = request.header("Expect").isPresent();
    }

    /**
     * Bytes, or -1 where the client does not say.
     *
     * @throws Problem where they are too many
     */
    long announced() {
        if (announced > limit.bytes()) {
            throw tooLarge();
        }
        return announced;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int count = receive(into, at, length);
        if (System.nanoTime() > deadline) {
            throw Problem.of(
                    408,
                    "Request timeout",
                    "The upload took longer than desktops.upload_timeout; send a smaller file.");
        }
        if (taken > limit.bytes()) {
            throw tooLarge();
        }
        return count;
    }

    private int receive(byte[] into, int at, int length) throws IOException {
        try {
            int count = request.bodyStream().read(into, at, length);
            taken += Math.max(count, 0);
            ended = count < 0;
            return count;
        } catch (IOException e) {
            ended = true;
            throw e;
        }
    }

    /** Takes as much again as the limit, for 20 s at most; not from one who waits to be asked. */
    @Override
    public void close() {
        if (isWaiting && taken == 0) {
            return;
        }
        long end = System.nanoTime() + LINGER.toNanos();
        var buffer = new byte[16 * 1024];
        try {
            while (!ended && taken <= 2 * limit.bytes() && System.nanoTime() < end) {
                receive(buffer, 0, buffer.length);
            }
        } catch (IOException e) {
            LOG.debug("the client has gone: {}", e.toString());
        }
    }

    private Problem tooLarge() {
        return Problem.tooLarge("A file has at most %s.".formatted(limit));
    }
}
