package dev.handwright;

import dev.handwright.base.Ids;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Identifiers from the system's clock and random source. */
final class SystemIds implements Ids {
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SystemIds(Clock clock) {
        this.clock = clock;
    }

    @Override
    public UUID uuid() {
        var bytes = random(10);
        long high =
                (clock.millis() << 16) | 0x7000L | ((bytes[0] & 0x0fL) << 8) | (bytes[1] & 0xffL);
        long low = 0;
        for (int i = 2; i < 10; i++) {
            low = (low << 8) | (bytes[i] & 0xffL);
        }
        return new UUID(high, (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    @Override
    public byte[] random(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
