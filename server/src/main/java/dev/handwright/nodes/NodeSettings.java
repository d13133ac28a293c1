package dev.handwright.nodes;

import dev.handwright.base.Within;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How nodes live together.
 *
 * @param heartbeat between two beats
 * @param lease a node that was silent for so long is dead
 * @param forgetAfter one that is dead for so long is no longer listed
 * @param url where other nodes reach this one
 */
public record NodeSettings(
        List<Role> roles,
        @Within(min = "100 ms", max = "1 m") Duration heartbeat,
        @Within(min = "1 s", max = "10 m") Duration lease,
        @Within(min = "1 m", max = "365 d") Duration forgetAfter,
        Optional<URI> url) {
    public boolean has(Role role) {
        return roles.contains(role);
    }
}
