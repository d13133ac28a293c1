package dev.handwright.desktops;

import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final Supplier<Set<Desktop.Id>> claimed;

    /**
     * @param claimed desktops of an earlier server that live on
     */
    Strays(DesktopHost host, Stops stops, Supplier<Set<Desktop.Id>> claimed) {
        this.host = host;
        this.stops = stops;
        this.claimed = claimed;
    }

    void stop(Predicate<Desktop.Id> known) {
        try {
            var unknown = host.alive().stream().filter(known.negate()).toList();
            if (unknown.isEmpty()) {
                return;
            }
            var living = claimed.get();
            for (var id : unknown) {
                if (!living.contains(id) && !known.test(id)) {
                    LOG.info("stopping desktop {} of an earlier server", id);
                    stops.stop(id);
                }
            }
        } catch (UncheckedIOException e) {
            LOG.warn("whether an earlier server left desktops is not known", e);
        }
    }

    /** Desktops that have died; none where that is not known. */
    Set<DesktopHost.Dead> dead(Predicate<Desktop.Id> asked) {
        try {
            return host.dead().stream()
                    .filter(it -> asked.test(it.id()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (UncheckedIOException e) {
            LOG.warn("which desktops have died is not known", e);
            return Set.of();
        }
    }
}
