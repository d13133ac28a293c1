package dev.handwright.adapter.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which symbols the keys of a display server have, read and written as a whole.
 *
 * @see <a href="https://www.x.org/releases/X11R7.7/doc/kbproto/xkbproto.html">X keyboard extension,
 *     GetMap and SetMap</a>
 */
final class XKeyMap {
    /** The least key code; all up to 255 are there. */
    static final int FIRST = 8;

    private static final int COUNT = 248;

    private static final int USE_EXTENSION = 0;
    private static final int GET_MAP = 8;
    private static final int SET_MAP = 9;
    private static final int CORE_KEYBOARD = 0x100;
    private static final int KEY_SYMBOLS = 2;
    private static final int RECOMPUTE_ACTIONS = 2;
    private static final int REPLY_HEAD = 40;
    private static final int KEY_HEAD = 8;

    private final XConnection connection;
    private final int extension;

    XKeyMap(XConnection connection) throws IOException {
        this.connection = connection;
        extension = connection.extension("XKEYBOARD");
        var _ = connection.ask(new XRequest(extension, USE_EXTENSION).int16(1).int16(0));
    }

    /**
     * What one key code has.
     *
     * @param types a byte for each group: by which modifiers a level is chosen
     * @param groups how many groups, and what becomes of a number beyond
     * @param width symbols a group
     */
    record Key(int types, int groups, int width, List<Integer> symbols) {}

    /** Every key, from the code {@link #FIRST} on. */
    List<Key> read() throws IOException {
        var reply =
                connection.ask(
                        new XRequest(extension, GET_MAP)
                                .int16(CORE_KEYBOARD)
                                .int16(0)
                                .int16(KEY_SYMBOLS)
                                .int16(0)
                                .int8(FIRST)
                                .int8(COUNT)
                                .zeros(14));
        try {
            var keys = new ArrayList<Key>(COUNT);
            int at = REPLY_HEAD;
            for (int i = 0; i < COUNT; i++) {
                int count = reply.getShort(at + 6) & 0xffff;
                var symbols = new ArrayList<Integer>(count);
                for (int j = 0; j < count; j++) {
                    symbols.add(reply.getInt(at + KEY_HEAD + j * 4));
                }
                keys.add(
                        new Key(
                                reply.getInt(at),
                                reply.get(at + 4) & 0xff,
                                reply.get(at + 5) & 0xff,
                                symbols));
                at += KEY_HEAD + count * 4;
            }
            return keys;
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("the display server sent half a keyboard", e);
        }
    }

    /** Sets every key; programs are told, in order with the keys that they get. */
    void write(List<Key> keys) throws IOException {
        var request =
                new XRequest(extension, SET_MAP)
                        .int16(CORE_KEYBOARD)
                        .int16(KEY_SYMBOLS)
                        .int16(RECOMPUTE_ACTIONS)
                        .int8(FIRST)
                        .int8(FIRST + COUNT - 1)
                        .int16(0)
                        .int8(FIRST)
                        .int8(COUNT)
                        .int16(keys.stream().mapToInt(it -> it.symbols().size()).sum())
                        .zeros(18);
        for (var key : keys) {
            request.int32(key.types())
                    .int8(key.groups())
                    .int8(key.width())
                    .int16(key.symbols().size());
            key.symbols().forEach(request::int32);
        }
        connection.send(request);
        connection.sync();
    }
}
