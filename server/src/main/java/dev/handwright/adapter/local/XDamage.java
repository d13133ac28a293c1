package dev.handwright.adapter.local;

import dev.handwright.adapter.local.RfbConnection.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where programs drew on the screen: the display server adds it up between two questions. For one
 * thread at a time.
 *
 * @see <a href="https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/damageproto.txt">
 *     The DAMAGE extension</a>
 * @see <a href="https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/fixesproto.txt">
 *     The XFIXES extension, regions</a>
 */
final class XDamage {
    private static final int QUERY_VERSION = 0;
    private static final int DAMAGE_CREATE = 1;
    private static final int DAMAGE_SUBTRACT = 3;
    private static final int FIXES_CREATE_REGION = 5;
    private static final int FIXES_FETCH_REGION = 19;

    /** One event when the first damage comes, no more until it is taken. */
    private static final int NON_EMPTY = 3;

    private static final int NONE = 0;
    private static final int HEAD = 32;
    private static final int RECTANGLE = 8;

    private final XConnection connection;
    private int damage;
    private int region;
    private int damageCode;
    private int fixesCode;

    XDamage(XConnection connection) {
        this.connection = connection;
    }

    /**
     * What was drawn on since the last call, at most {@link RfbConnection#MOST_PARTS} rectangles
     * that do not overlap; empty for the first call, which begins to count.
     */
    Optional<List<Part>> take() throws IOException {
        if (damage == NONE) {
            begin();
            return Optional.empty();
        }
        connection.send(
                new XRequest(damageCode, DAMAGE_SUBTRACT).int32(damage).int32(NONE).int32(region));
        return Optional.of(
                parts(connection.ask(new XRequest(fixesCode, FIXES_FETCH_REGION).int32(region))));
    }

    private void begin() throws IOException {
        damageCode = connection.extension("DAMAGE");
        fixesCode = connection.extension("XFIXES");
        var _ = connection.ask(new XRequest(damageCode, QUERY_VERSION).int32(1).int32(1));
        var _ = connection.ask(new XRequest(fixesCode, QUERY_VERSION).int32(5).int32(0));
        region = connection.newId();
        connection.send(new XRequest(fixesCode, FIXES_CREATE_REGION).int32(region));
        int made = connection.newId();
        connection.send(
                new XRequest(damageCode, DAMAGE_CREATE)
                        .int32(made)
                        .int32(connection.root())
                        .int8(NON_EMPTY)
                        .zeros(3));
        connection.sync();
        damage = made;
    }

    /** Many rectangles are told as the one around them all, which the reply has first. */
    private static List<Part> parts(ByteBuffer reply) {
        int count = (reply.capacity() - HEAD) / RECTANGLE;
        if (count > RfbConnection.MOST_PARTS) {
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
}
