package dev.handwright.viewing;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The way to one person's browser. Implemented by {@code edge.http}. For many threads. */
public interface Link {
    /** Returns when the bytes are on their way; the buffer is free then. */
    void bytes(ByteBuffer bytes) throws IOException;

    /** Queues JSON; does not block. */
    void text(String json);

    /** Queues a sign of life; does not block. */
    void ping();

    /** Queues the end; does not block, fine to repeat. */
    void close(Ending ending);
}
