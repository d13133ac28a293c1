package dev.handwright.benchmarks;

import dev.handwright.base.Ids;
import java.security.SecureRandom;
import java.util.UUID;

/** Identifiers for what a benchmark prepares. */
final class RandomIds implements Ids {
    private final SecureRandom random = new SecureRandom();

    @Override
    public UUID uuid() {
        return UUID.randomUUID();
    }

    @Override
    public byte[] random(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
