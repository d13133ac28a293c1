package dev.handwright.viewing;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The keys and buttons that a viewer holds down: they must come up when it may not act any more, or
 * the desktop would be left with a stuck Ctrl. For one thread at a time.
 */
final class Pressed {
    /** Keys that fit on two hands, and more; further ones are not pressed. */
    private static final int KEYS_LIMIT = 64;

    private final Set<Integer> keys = new LinkedHashSet<>();
    private int buttons;
    private short x;
    private short y;

    /** Whether there is room for one more key. */
    boolean press(int keysym) {
        return keys.contains(keysym) || (keys.size() < KEYS_LIMIT && keys.add(keysym));
    }

    /** Whether it was down. */
    boolean release(int keysym) {
        return keys.remove(keysym);
    }

    /** Whether these buttons have one that is not down yet. */
    boolean hasNew(int wanted) {
        return (wanted & ~buttons) != 0;
    }

    /** Notes a PointerEvent message. */
    void point(ByteBuffer message) {
        buttons = message.get(1) & 0xff;
        x = message.getShort(2);
        y = message.getShort(4);
    }

    /** Messages that let go of everything; empty where nothing is held. */
    ByteBuffer letGo() {
        var messages = ByteBuffer.allocate(keys.size() * 8 + 6);
        for (int keysym : keys) {
            messages.put((byte) 4).put((byte) 0).putShort((short) 0).putInt(keysym);
        }
        if (buttons != 0) {
            messages.put((byte) 5).put((byte) 0).putShort(x).putShort(y);
        }
        keys.clear();
        buttons = 0;
        return messages.flip();
    }
}
