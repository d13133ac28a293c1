package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows when programs have drawn what a click led to. Chromium hands clicks to the page's process
 * by another way than keys, so that keys sent meanwhile reach what had the focus before; no answer
 * that it gives to anybody tells when the page has taken the click. For many threads.
 */
final class XReaction {
    /** For a busy program to have taken the click; many programs cannot be asked. */
    private static final Duration TAKEN = Duration.ofSeconds(2);

    /** What shows nothing for so long is taken to show nothing. */
    private static final Duration FIRST = Duration.ofMillis(500);

    /** The focus leaves one frame, and then shows in another. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** A page that moves all the time is waited for no longer than this. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final int QUERY_VERSION = 0;
    private static final int DAMAGE_CREATE = 1;
    private static final int DAMAGE_SUBTRACT = 3;
    private static final int NON_EMPTY = 3;
    private static final int NONE = 0;

    /** Events below are the core protocol's. */
    private static final int FIRST_EXTENSION_EVENT = 64;

    private final XConnection connection;
    private final XPing ping;
    private final int code;
    private final int damage;
    private volatile CountDownLatch drawn = new CountDownLatch(1);
    private @Nullable Long expectedSince; // guarded by this

    XReaction(XConnection connection, XPing ping) throws IOException {
        this.connection = connection;
        this.ping = ping;
        code = connection.extension("DAMAGE");
        var _ = connection.ask(new XRequest(code, QUERY_VERSION).int32(1).int32(1));
        damage = connection.newId();
        connection.listen(this::take);
        connection.send(
                new XRequest(code, DAMAGE_CREATE)
                        .int32(damage)
                        .int32(connection.root())
                        .int8(NON_EMPTY)
                        .zeros(3));
    }

    /** From now on what is drawn counts; waits for nothing. */
    synchronized void expect() throws IOException {
        expectedSince = System.nanoTime();
        count();
    }

    /** Waits for what was expected within the last second; returns at once where nothing was. */
    void await() throws IOException, InterruptedException {
        if (!takeExpected()) {
            return;
        }
        var _ = ping.focusedProgram(TAKEN);
        if (!isDrawn(FIRST)) {
            return;
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        do {
            count();
        } while (isDrawn(QUIET) && System.nanoTime() < end);
    }

    private synchronized boolean takeExpected() {
        var since = expectedSince;
        expectedSince = null;
        return since != null && System.nanoTime() - since < LIMIT.toNanos();
    }

    private boolean isDrawn(Duration within) throws InterruptedException {
        return drawn.await(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The display server tells of the first drawing after this. */
    private void count() throws IOException {
        drawn = new CountDownLatch(1);
        connection.send(new XRequest(code, DAMAGE_SUBTRACT).int32(damage).int32(NONE).int32(NONE));
    }

    private void take(ByteBuffer event) {
        if ((event.get(0) & 0x7f) >= FIRST_EXTENSION_EVENT && event.getInt(8) == damage) {
            drawn.countDown();
        }
    }
}
