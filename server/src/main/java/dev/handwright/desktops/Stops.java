package dev.handwright.desktops;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends desktops, and remembers those that could not be ended, as while no launcher answers. */
final class Stops {
    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

    private final DesktopHost host;
    private final VeilStore veils;
    private final Set<Desktop.Id> failed = ConcurrentHashMap.newKeySet();

    Stops(DesktopHost host, VeilStore veils) {
        this.host = host;
        this.veils = veils;
    }

    /** Whether nothing of the desktop is left; where not, the reason is in the log. */
    boolean stop(Desktop.Id id) {
        try {
            host.stop(id);
            veils.remove(id);
            failed.remove(id);
            return true;
        } catch (RuntimeException e) {
            failed.add(id);
            LOG.warn("desktop {} was not stopped; it is tried again", id, e);
            return false;
        }
    }

    /** Tries those again that failed. */
    void again() {
        Set.copyOf(failed).forEach(this::stop);
    }
}
