package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the servers of tests listen: plain, on this machine, on a free port. */
final class Loopback {
    private Loopback() {}

    /**
     * @param most requests at a time, and connections
     */
    static ServerSettings settings(ByteSize body, int most, Duration idle, Duration drain) {
        return new ServerSettings(
                "127.0.0.1", 0, Optional.empty(), List.of(), body, most, most, idle, drain);
    }
}
