package dev.handwright.fakes;

import dev.handwright.base.Ids;
import java.util.Random;
import java.util.UUID;

/** Random, but the same at each run. */
public record SeededIds(Random random) implements Ids {
    public SeededIds(long seed) {
        this(new Random(seed));
    }

    @Override
    public UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    @Override
    public byte[] random(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
