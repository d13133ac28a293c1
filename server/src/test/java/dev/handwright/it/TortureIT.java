package dev.handwright.it;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code make torture SEED=n KILLS=m NODES=1|3}; {@link TortureSeedsIT} has seeds that failed. */
@Tag("full")
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class TortureIT {
    private static final Logger LOG = LoggerFactory.getLogger(TortureIT.class);

    @Test
    void nothingIsLostAndNothingIsDoneTwice() throws Exception {
        long seed = Long.getLong("torture.seed", 1);
        int kills = Integer.getInteger("torture.kills", 100);
        int nodes = Integer.getInteger("torture.nodes", 1);
        try (var torture = new Torture(seed, kills, nodes)) {
            LOG.info("seed {}, nodes {}: {}", seed, nodes, torture.run());
        }
    }
}
