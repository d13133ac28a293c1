package dev.handwright.adapter.local;

import dev.handwright.desktops.Cursor;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Pixels;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pictures of a display over an X11 connection of their own, on which each request has its answer
 * before the next. RFB gives the same, but Xvnc examines every pixel before it sends it, which
 * takes four times as long. For one thread at a time.
 *
 * @see <a href="https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/damageproto.txt">
 *     The DAMAGE extension</a>
 * @see <a href="https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/fixesproto.txt">
 *     The XFIXES extension: regions, the pointer's picture</a>
 */
final class XPictures implements AutoCloseable {
    /** Longer than a program may reasonably hold the display for itself. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int ROOM = 1 << 16;

    /** More rectangles are read as the one around them all. */
    private static final int MOST_PARTS = 16;

    /** Of any answer but a picture, in bytes. */
    private static final int LONGEST = 2 << 20;

    private static final int CURSOR_LIMIT = 512;

    private static final int GET_GEOMETRY = 14;
    private static final int GET_IMAGE = 73;
    private static final int PIXMAP = 2;
    private static final int ALL_PLANES = -1;
    private static final int QUERY_EXTENSION = 98;

    private static final int QUERY_VERSION = 0;
    private static final int DAMAGE_CREATE = 1;
    private static final int DAMAGE_SUBTRACT = 3;
    private static final int FIXES_GET_CURSOR = 4;
    private static final int FIXES_CREATE_REGION = 5;
    private static final int FIXES_FETCH_REGION = 19;

    /** One event when the first damage comes, no more until it is taken. */
    private static final int NON_EMPTY = 3;

    private static final int NONE = 0;
    private static final int HEAD = 32;
    private static final int RECTANGLE = 8;

    private final SocketChannel channel;
    private final XWire wire;
    private final int damageCode;
    private final int fixesCode;
    private final int region;
    private final int damage;

    private XPictures(SocketChannel channel) throws IOException {
        this.channel = channel;
        wire = new XWire(channel, ROOM, true);
        damageCode = extension("DAMAGE");
        fixesCode = extension("XFIXES");
        region = wire.idBase() | 1;
        damage = wire.idBase() | 2;
        send(
                new XRequest(damageCode, QUERY_VERSION).int32(1).int32(1),
                new XRequest(fixesCode, QUERY_VERSION).int32(5).int32(0),
                new XRequest(fixesCode, FIXES_CREATE_REGION).int32(region),
                new XRequest(damageCode, DAMAGE_CREATE)
                        .int32(damage)
                        .int32(wire.root())
                        .int8(NON_EMPTY)
                        .zeros(3));
        var _ = answer();
        var _ = answer();
    }

    /**
     * @param socket the display server's X11 socket
     */
    static XPictures open(Path socket) throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try (var _ = new RfbDeadline(channel, LIMIT)) {
            return new XPictures(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Takes in the picture without the pointer, which is given apart.
     *
     * @param held whether the pixels are those of the last call: then only what programs drew on
     *     since is read
     * @param size of the display as far as is known
     * @return empty, and the pixels are void, where the display has another size
     */
    Optional<Cursor> read(Pixels pixels, boolean held, DisplaySize size) throws IOException {
        try (var _ = new RfbDeadline(channel, LIMIT)) {
            send(
                    new XRequest(damageCode, DAMAGE_SUBTRACT)
                            .int32(damage)
                            .int32(NONE)
                            .int32(region),
                    new XRequest(fixesCode, FIXES_FETCH_REGION).int32(region),
                    new XRequest(fixesCode, FIXES_GET_CURSOR),
                    new XRequest(GET_GEOMETRY, 0).int32(wire.root()));
            var drawn = parts(answer());
            var cursor = cursor(answer());
            if (!isOf(size, answer())) {
                return Optional.empty();
            }
            readParts(pixels, held && fits(pixels, drawn, size) ? drawn : whole(pixels, size));
            return Optional.of(cursor);
        }
    }

    /** The same, all of it; what was drawn counts for the next call of the other all the same. */
    Optional<Cursor> readAll(Pixels pixels, DisplaySize size) throws IOException {
        try (var _ = new RfbDeadline(channel, LIMIT)) {
            send(
                    new XRequest(fixesCode, FIXES_GET_CURSOR),
                    new XRequest(GET_GEOMETRY, 0).int32(wire.root()));
            var cursor = cursor(answer());
            if (!isOf(size, answer())) {
                return Optional.empty();
            }
            readParts(pixels, whole(pixels, size));
            return Optional.of(cursor);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int extension(String name) throws IOException {
        send(new XRequest(QUERY_EXTENSION, 0).int16(name.length()).int16(0).latin(name));
        var reply = answer();
        if (reply.get(8) == 0) {
            throw new IOException("the display server lacks the extension " + name);
        }
        return reply.get(9) & 0xff;
    }

    private static boolean isOf(DisplaySize size, ByteBuffer geometry) {
        return (geometry.getShort(16) & 0xffff) == size.width()
                && (geometry.getShort(18) & 0xffff) == size.height();
    }

    private static boolean fits(Pixels pixels, List<Part> parts, DisplaySize size) {
        return pixels.width() == size.width()
                && pixels.height() == size.height()
                && parts.stream()
                        .allMatch(it ->
                                it.x() + it.width() <= size.width()
                                        && it.y() + it.height() <= size.height());
    }

    private static List<Part> whole(Pixels pixels, DisplaySize size) {
        pixels.fit(size.width(), size.height());
        return List.of(new Part(0, 0, size.width(), size.height()));
    }

    private void readParts(Pixels pixels, List<Part> parts) throws IOException {
        pixels.refresh();
        send(
                parts.stream()
                        .map(it ->
                                new XRequest(GET_IMAGE, PIXMAP)
                                        .int32(wire.root())
                                        .int16(it.x())
                                        .int16(it.y())
                                        .int16(it.width())
                                        .int16(it.height())
                                        .int32(ALL_PLANES))
                        .toArray(XRequest[]::new));
        for (var part : parts) {
            long length = head().getInt(4) * 4L;
            if (length != 4L * part.width() * part.height()) {
                throw new IOException("the display server sent a picture of another size");
            }
            for (int row = part.y(); row < part.y() + part.height(); row++) {
                int at = (row * pixels.width() + part.x()) * 4;
                wire.read(pixels.bgrx(), at, part.width() * 4);
                pixels.refresh(row);
            }
        }
    }

    private static List<Part> parts(ByteBuffer reply) {
        int count = (reply.capacity() - HEAD) / RECTANGLE;
        if (count > MOST_PARTS) {
            return List.of(part(reply, 8));
        }
        var parts = new ArrayList<Part>();
        for (int i = 0; i < count; i++) {
            parts.add(part(reply, HEAD + i * RECTANGLE));
        }
        return parts;
    }

    private static Part part(ByteBuffer reply, int at) {
        return new Part(
                reply.getShort(at) & 0xffff,
                reply.getShort(at + 2) & 0xffff,
                reply.getShort(at + 4) & 0xffff,
                reply.getShort(at + 6) & 0xffff);
    }

    private static Cursor cursor(ByteBuffer reply) throws IOException {
        int width = reply.getShort(12) & 0xffff;
        int height = reply.getShort(14) & 0xffff;
        if (width > CURSOR_LIMIT
                || height > CURSOR_LIMIT
                || reply.capacity() != HEAD + 4 * width * height) {
            throw new IOException(
                    "the display server sent a pointer of %dx%d".formatted(width, height));
        }
        var argb = new int[width * height];
        reply.slice(HEAD, 4 * argb.length).order(reply.order()).asIntBuffer().get(argb);
        var shape =
                new Cursor.Shape(
                        width,
                        height,
                        reply.getShort(16) & 0xffff,
                        reply.getShort(18) & 0xffff,
                        argb);
        return new Cursor(shape, reply.getShort(8), reply.getShort(10));
    }

    private void send(XRequest... requests) throws IOException {
        int length = 0;
        var all = new ArrayList<ByteBuffer>();
        for (var request : requests) {
            var bytes = request.finish();
            length += bytes.remaining();
            all.add(bytes);
        }
        var together = ByteBuffer.allocate(length);
        all.forEach(together::put);
        wire.write(together.flip());
    }

    private ByteBuffer answer() throws IOException {
        var head = head();
        long more = (head.getInt(4) & 0xffff_ffffL) * 4;
        if (more > LONGEST) {
            throw new IOException("the display server announced " + more + " bytes");
        }
        var answer = ByteBuffer.allocate(HEAD + (int) more).order(head.order()).put(head).rewind();
        wire.read(answer.array(), HEAD, (int) more);
        return answer;
    }

    /** Of the next answer; events before it tell nothing that is not asked for. */
    private ByteBuffer head() throws IOException {
        while (true) {
            var head = wire.read(HEAD);
            int type = head.get(0) & 0x7f;
            if (type == 0) {
                throw new XConnection.XRefused(head.get(1) & 0xff, head.get(10) & 0xff);
            }
            if (type == 1) {
                return head;
            }
        }
    }

    /** A part of the screen, in pixels from the top left. */
    private record Part(int x, int y, int width, int height) {}
}
