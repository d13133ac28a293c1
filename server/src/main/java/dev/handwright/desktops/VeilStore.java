package dev.handwright.desktops;

import java.util.Optional;
import java.util.Set;

/** Keeps for the next server what the veils of living desktops know. */
public interface VeilStore {
    /**
     * Keeps it in the place of what was kept before. Returns when it outlives this server.
     *
     * @param known pictures of secrets: only to be kept sealed
     * @throws RuntimeException where it cannot be kept, and the older is kept still
     */
    void keep(Desktop.Id desktop, byte[] known);

    /**
     * @throws RuntimeException where it cannot be read
     */
    Optional<byte[]> find(Desktop.Id desktop);

    /** Fine where there is none. */
    void remove(Desktop.Id desktop);

    /** Those that something is kept of. */
    Set<Desktop.Id> desktops();

    /** For desktops that end with their program. */
    static VeilStore none() {
        return new VeilStore() {
            @Override
            public void keep(Desktop.Id desktop, byte[] known) {}

            @Override
            public Optional<byte[]> find(Desktop.Id desktop) {
                return Optional.empty();
            }

            @Override
            public void remove(Desktop.Id desktop) {}

            @Override
            public Set<Desktop.Id> desktops() {
                return Set.of();
            }
        };
    }
}
