package dev.handwright.nodes;

import java.net.URI;
import java.time.Instant;
import java.util.Set;

/**
 * One server, as it told of itself last.
 *
 * @param incarnation another with each start
 * @param beat raised again and again while it lives, from 0 at each start
 * @param url where other nodes reach it
 * @param startedAt by its own clock
 */
public record Node(
        Id id,
        String incarnation,
        long beat,
        URI url,
        Set<Role> roles,
        Load load,
        Instant startedAt) {
    public Node {
        roles = Set.copyOf(roles);
    }

    /** {@code node_…}, the same over all starts. */
    public record Id(String value) {
        public Id {
            if (!value.matches("node_[0-9a-z]{26}")) {
                throw new IllegalArgumentException("'%s' is no id of a node".formatted(value));
            }
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /**
     * @param runs that it executes
     * @param desktops that workspaces have on it, besides those of runs
     */
    public record Load(int runs, int desktops) {}
}
