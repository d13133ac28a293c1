package dev.handwright.desktops;

import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends desktops that nobody knows: those of a server before this one, and those whose start that
 * server had asked for and the launcher only did after its end.
 */
final class Strays {
    private static final Logger LOG = LoggerFactory.getLogger(Strays.class);

    private final DesktopHost host;
    private final Stops stops;

    Strays(DesktopHost host, Stops stops) {
        this.host = host;
        this.stops = stops;
    }

    void stop(Predicate<Desktop.Id> known) {
        try {
            for (var id : host.alive()) {
                if (!known.test(id)) {
                    LOG.info("stopping desktop {} of an earlier server", id);
                    stops.stop(id);
                }
            }
        } catch (UncheckedIOException e) {
            LOG.warn("whether an earlier server left desktops is not known", e);
        }
    }

    /** Desktops that have died; none where that is not known. */
    Set<DesktopHost.Dead> dead() {
        try {
            return host.dead();
        } catch (UncheckedIOException e) {
            LOG.warn("which desktops have died is not known", e);
            return Set.of();
        }
    }
}
