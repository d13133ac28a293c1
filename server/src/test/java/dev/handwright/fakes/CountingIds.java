package dev.handwright.fakes;

import dev.handwright.base.Ids;
import java.nio.ByteBuffer;
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
        var number = ByteBuffer.allocate(8).putLong(last.incrementAndGet()).array();
        for (int i = 0; i < Math.min(count, 8); i++) {
            bytes[count - 1 - i] = number[7 - i];
        }
        return bytes;
    }
}
