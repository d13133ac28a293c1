package dev.handwright.fakes;

import dev.handwright.base.Ids;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that count: the first is 1. */
public final class CountingIds implements Ids {
    private final AtomicLong last = new AtomicLong();

    @Override
    public UUID uuid() {
        return new UUID(0x7000L, 0x8000_0000_0000_0000L | last.incrementAndGet());
    }

    @Override
    public byte[] random(int count) {
        var bytes = new byte[count];
        long number = last.incrementAndGet();
        for (int i = count - 1; i >= 0 && number > 0; i--, number >>= 5) {
            bytes[i] = (byte) (number & 31); // What token() makes one character of.
        }
        return bytes;
    }
}
