package dev.handwright.adapter.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;

/** Gives symbols to spare keys of a desktop, and sees that the program at work knows of it. */
final class XKeys {
    /**
     * A program that does not answer within this is waited for as one that cannot. On a busy
     * machine Chromium has been silent for more than two seconds, and then got wrong characters.
     */
    private static final Duration PING_LIMIT = Duration.ofSeconds(10);

    /**
     * The picture is this long without a change when a program that cannot be asked has surely read
     * its keys; xterm, at a load of 15, had not after 150 ms.
     */
    private static final Duration READ = Duration.ofMillis(500);

    /** The same for the new keyboard, which most programs read in order with their keys. */
    private static final Duration LEARNT = Duration.ofMillis(150);

    private static final Duration READ_LIMIT = Duration.ofSeconds(5);

    private final XKeyMap map;
    private final XPing ping;
    private final SpareKeys spare = new SpareKeys();

    XKeys(XConnection connection, XPing ping) throws IOException {
        map = new XKeyMap(connection);
        this.ping = ping;
    }

    /** As {@link dev.handwright.desktops.Screen#assign}. */
    synchronized void assign(Set<Integer> symbols, Stillness picture) throws InterruptedException {
        try {
            var changed = spare.with(symbols, map.read());
            if (changed.isPresent()) {
                awaitProgram(picture, READ);
                map.write(changed.get());
                awaitProgram(picture, LEARNT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the desktop's keyboard does not answer", e);
        }
    }

    private void awaitProgram(Stillness picture, Duration quiet)
            throws IOException, InterruptedException {
        if (!ping.focusedProgram(PING_LIMIT)) {
            var _ = picture.await(quiet, READ_LIMIT);
        }
    }

    /** {@link dev.handwright.desktops.Screen#awaitStill} */
    interface Stillness {
        boolean await(Duration quiet, Duration atMost) throws InterruptedException;
    }
}
