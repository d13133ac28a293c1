package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose other side is not done in time, as a display server that a program of
 * its desktop has stopped; who waits for it then gets an {@link IOException}.
 */
final class RfbDeadline implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final CountDownLatch done = new CountDownLatch(1);

    RfbDeadline(SocketChannel channel) {
        this(channel, LIMIT);
    }

    RfbDeadline(SocketChannel channel, Duration limit) {
        Thread.ofVirtual().name("rfb-deadline").start(() -> watch(channel, limit));
    }

    private void watch(SocketChannel channel, Duration limit) {
        try {
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                channel.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // A socket that cannot be closed is closed already.
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
