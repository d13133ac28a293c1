package dev.handwright.adapter.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes over what another program has copied: in one piece, or in many where it is large.
 *
 * @see <a href="https://www.x.org/releases/X11R7.7/doc/xorg-docs/icccm/icccm.html">ICCCM, part 2,
 *     Peer-to-Peer Communication by Means of Selections</a>
 */
final class XSelection {
    private static final int CREATE_WINDOW = 1;
    private static final int GET_PROPERTY = 20;
    private static final int CONVERT_SELECTION = 24;

    private static final int PROPERTY_NOTIFY = 28;
    private static final int SELECTION_NOTIFY = 31;

    private static final int INPUT_ONLY = 2;
    private static final int EVENT_MASK = 1 << 11;
    private static final int PROPERTY_CHANGE = 1 << 22;

    /** The longest part taken at once, in words of four bytes. */
    private static final int PART = 1 << 15;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final XConnection connection;
    private final int window;
    private final int property;
    private final int incremental;
    private final int clipboard;

    XSelection(XConnection connection) throws IOException {
        this.connection = connection;
        property = connection.atom("HANDWRIGHT_CLIPBOARD");
        incremental = connection.atom("INCR");
        clipboard = connection.atom("CLIPBOARD");
        window = connection.newId();
        connection.send(
                new XRequest(CREATE_WINDOW, 0)
                        .int32(window)
                        .int32(connection.root())
                        .int16(0)
                        .int16(0)
                        .int16(1)
                        .int16(1)
                        .int16(0)
                        .int16(INPUT_ONLY)
                        .int32(0)
                        .int32(EVENT_MASK)
                        .int32(PROPERTY_CHANGE));
    }

    /** The window that asks for, and offers, what is copied. */
    int window() {
        return window;
    }

    /**
     * What is copied, in a form.
     *
     * @param limit most bytes
     * @return empty when the program does not have it in this form
     * @throws Unfit when it is larger, or not handed over in time
     */
    Optional<byte[]> take(String target, int limit)
            throws IOException, Unfit, InterruptedException {
        int form = connection.atom(target);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (var answer =
                connection.expect(it ->
                        (it.get(0) & 0x7f) == SELECTION_NOTIFY
                                && it.getInt(8) == window
                                && it.getInt(16) == form)) {
            connection.send(
                    new XRequest(CONVERT_SELECTION, 0)
                            .int32(window)
                            .int32(clipboard)
                            .int32(form)
                            .int32(property)
                            .int32(0));
            var told = answer.await(left(deadline)).orElseThrow(XSelection::late);
            if (told.getInt(20) == 0) {
                return Optional.empty();
            }
        }
        var all = new ByteArrayOutputStream();
        try (var next = expectPart()) {
            if (!takePart(all, limit)) {
                return Optional.of(all.toByteArray());
            }
            var _ = next.await(left(deadline)).orElseThrow(XSelection::late);
        }
        return Optional.of(takeParts(all, limit, deadline));
    }

    /** Parts come as long as the last one is taken away, up to one without bytes. */
    private byte[] takeParts(ByteArrayOutputStream all, int limit, long deadline)
            throws IOException, Unfit, InterruptedException {
        while (true) {
            int before = all.size();
            try (var next = expectPart()) {
                var _ = takePart(all, limit);
                if (all.size() == before) {
                    return all.toByteArray();
                }
                var _ = next.await(left(deadline)).orElseThrow(XSelection::late);
            }
        }
    }

    private XConnection.Expectation expectPart() {
        return connection.expect(it ->
                (it.get(0) & 0x7f) == PROPERTY_NOTIFY
                        && it.getInt(4) == window
                        && it.getInt(8) == property
                        && it.get(16) == 0);
    }

    /**
     * Takes what is there, and takes it away.
     *
     * @return whether it only says that more will come
     */
    private boolean takePart(ByteArrayOutputStream all, int limit) throws IOException, Unfit {
        int offset = 0;
        while (true) {
            var reply =
                    connection.ask(
                            new XRequest(GET_PROPERTY, 1)
                                    .int32(window)
                                    .int32(property)
                                    .int32(0)
                                    .int32(offset)
                                    .int32(PART));
            if (reply.getInt(8) == incremental) {
                return true;
            }
            int unit = (reply.get(1) & 0xff) / 8;
            long length = Integer.toUnsignedLong(reply.getInt(16)) * unit;
            long after = Integer.toUnsignedLong(reply.getInt(12));
            if (all.size() + length + after > limit) {
                throw new Unfit("holds more than %d bytes".formatted(limit));
            }
            append(all, reply, (int) Math.min(length, reply.capacity() - 32));
            if (after == 0) {
                return false;
            }
            offset += PART;
        }
    }

    private static void append(ByteArrayOutputStream all, ByteBuffer reply, int length) {
        var bytes = new byte[length];
        reply.get(32, bytes);
        all.writeBytes(bytes);
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static Unfit late() {
        return new Unfit("was not handed over by its program within " + LIMIT.toSeconds() + " s");
    }

    /** Why what is copied cannot be had: the rest of a sentence. */
    static final class Unfit extends Exception {
        Unfit(String message) {
            super(message);
        }
    }
}
