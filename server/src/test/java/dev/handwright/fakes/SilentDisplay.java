package dev.handwright.fakes;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;

/** A display server that shakes hands (RFB 3.8, 1024x768) and says nothing more. */
final class SilentDisplay implements ByteChannel {
    private final ByteBuffer said =
            ByteBuffer.wrap(
                    HexFormat.of()
                            .parseHex(
                                    "524642203030332e3030380a" // RFB 003.008
                                            + "0101" // one kind of security: none
                                            + "00000000"
                                            + "04000300" // 1024x768
                                            + "2018000100ff00ff00ff100800000000" // BGRX
                                            + "00000000"));
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!said.hasRemaining()) {
            awaitClose();
            return -1;
        }
        int count = Math.min(said.remaining(), into.remaining());
        into.put(said.slice(said.position(), count));
        said.position(said.position() + count);
        return count;
    }

    private void awaitClose() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public int write(ByteBuffer from) {
        int count = from.remaining();
        from.position(from.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
