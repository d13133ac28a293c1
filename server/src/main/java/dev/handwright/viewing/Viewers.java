package dev.handwright.viewing;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost;
import dev.handwright.tools.Control;
import dev.handwright.tools.Control.Person;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The open viewers of all desktops. A person whose connection broke keeps the desktop for a moment,
 * so that a viewer that comes back goes on where it was. For many threads.
 */
public final class Viewers implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Shorter than any idle timeout on the way. */
    private static final long TICKS_BETWEEN_PINGS = 15;

    /** How long a person who vanished without a word keeps the desktop. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** For the greeting; nothing reads from the desktop before, so its end would not be noticed. */
    private static final Duration GREETING = Duration.ofSeconds(10);

    private final DesktopHost host;
    private final ViewSettings settings;
    private final Clock clock;
    private final Map<Desktop.Id, List<Viewer>> open = new ConcurrentHashMap<>();
    private final Map<Person, Vanished> vanished = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private record Vanished(Control control, long since) {}

    public Viewers(DesktopHost host, ViewSettings settings, Clock clock) {
        this.host = host;
        this.settings = settings;
        this.clock = clock;
        Thread.ofVirtual().name("viewers").start(this::tick);
    }

    /** A browser's end of an open viewer. */
    public final class Opened {
        private final Viewer viewer;

        private Opened(Viewer viewer) {
            this.viewer = viewer;
        }

        /** What the browser sent; blocks while the desktop takes no more. */
        public void received(ByteBuffer bytes) {
            viewer.received(bytes);
        }

        public void received(String text) {
            viewer.received(text);
        }

        /**
         * The browser's connection has ended.
         *
         * @param leaving because the person closed the page, not because the network broke
         */
        public void closed(boolean leaving) {
            gone(viewer, leaving);
        }
    }

    /**
     * Connects a browser to a desktop. What cannot be connected is closed through the link.
     *
     * @param control of that desktop
     * @param hands of the person on that desktop
     * @throws IOException when the desktop's screen does not answer
     */
    public Opened open(Grant grant, Person person, Control control, Hands hands, Link link)
            throws IOException {
        var wire = DesktopWire.open(host.connect(grant.desktop()));
        var viewer = new Viewer(grant, person, wire, link, control, hands);
        if (!add(viewer)) {
            viewer.close(Ending.TOO_MANY);
        } else if (stopped.getCount() == 0) {
            viewer.close(Ending.STOPPING);
        } else {
            vanished.remove(person);
            start(viewer);
        }
        return new Opened(viewer);
    }

    /** Nobody else says that it has gone, where the browser goes before it is greeted. */
    private void start(Viewer viewer) throws IOException {
        boolean started = false;
        try {
            viewer.start();
            started = true;
        } finally {
            if (!started) {
                gone(viewer, false);
            }
        }
    }

    /** Closes those that a session allowed. */
    void cut(Desktop.Id desktop, String session, Ending ending) {
        for (var viewer : open.getOrDefault(desktop, List.of())) {
            if (viewer.grant().session().equals(session)) {
                viewer.close(ending);
                gone(viewer, true);
            }
        }
    }

    /** How many are open on a desktop. */
    public int count(Desktop.Id desktop) {
        return open.getOrDefault(desktop, List.of()).size();
    }

    @Override
    public void close() {
        stopped.countDown();
        all().forEach(it -> it.close(Ending.STOPPING));
    }

    private boolean add(Viewer viewer) {
        var after =
                open.compute(
                        viewer.grant().desktop(),
                        (_, present) -> {
                            var list = new ArrayList<>(present == null ? List.of() : present);
                            if (list.size() < settings.viewers()) {
                                list.add(viewer);
                            }
                            return List.copyOf(list);
                        });
        return after.contains(viewer);
    }

    private void gone(Viewer viewer, boolean leaving) {
        viewer.close(Ending.SCREEN_GONE);
        open.computeIfPresent(
                viewer.grant().desktop(),
                (_, present) -> {
                    var list = new ArrayList<>(present);
                    list.remove(viewer);
                    return list.isEmpty() ? null : List.copyOf(list);
                });
        var person = viewer.person();
        if (leaving && !present(person)) {
            viewer.control().release(person);
        } else if (viewer.control().holds(person)) {
            vanished.put(person, new Vanished(viewer.control(), System.nanoTime()));
        }
    }

    /** At another viewer; an old connection may end after a new one began. */
    private boolean present(Person person) {
        return all().stream().anyMatch(it -> it.person().equals(person) && it.open());
    }

    private List<Viewer> all() {
        return open.values().stream().flatMap(List::stream).toList();
    }

    private void tick() {
        try {
            for (long tick = 1; !stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS); tick++) {
                boolean ping = tick % TICKS_BETWEEN_PINGS == 0;
                all().forEach(it -> look(it, ping));
                vanished.forEach(this::releaseVanished);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Viewer viewer, boolean ping) {
        viewer.control().holder(); // takes the desktop back from one who does nothing
        if (viewer.grant().begun().plus(settings.longest()).isBefore(clock.instant())) {
            viewer.close(Ending.TOO_LONG);
        } else if (viewer.silentFor(GREETING)) {
            viewer.close(Ending.BROKEN);
        } else if (ping) {
            viewer.ping();
        }
    }

    private void releaseVanished(Person person, Vanished one) {
        boolean over = System.nanoTime() - one.since() > GRACE.toNanos();
        if (over && vanished.remove(person, one) && !present(person)) {
            one.control().release(person);
        }
    }
}
