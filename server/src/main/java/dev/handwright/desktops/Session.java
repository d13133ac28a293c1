package dev.handwright.desktops;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A desktop in use: its screen, open, and its files. There is one for each living desktop, which
 * all who use it share; only its owner closes it, which ends the desktop.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Desktop desktop;
    private final Screen screen;
    private final Drive drive;
    private final Consumer<Session> end;
    private final Veil veil;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Class<?>, Object> parts = new LinkedHashMap<>(); // guarded by lock
    private final Map<Object, Runnable> endings = new LinkedHashMap<>(); // guarded by lock
    private volatile long usedAt = System.nanoTime();

    Session(Desktop desktop, Screen screen, Veil veil, Drive drive, Consumer<Session> end) {
        this.desktop = desktop;
        this.screen = screen;
        this.veil = veil;
        this.drive = drive;
        this.end = end;
    }

    public Desktop desktop() {
        return desktop;
    }

    public Screen screen() {
        return screen;
    }

    /** Through which every picture of it is taken. */
    public Veil veil() {
        return veil;
    }

    public Drive drive() {
        return drive;
    }

    /** Lets go of the buttons; the display server did so with keys, when who held them went. */
    public void release() {
        var at = screen.pointerPlace();
        screen.pointer(at.x(), at.y(), 0);
        screen.barrier();
    }

    /**
     * What this desktop has exactly one of, such as its toolbox.
     *
     * @param make called once, when the part is first asked for; it may ask for other parts
     */
    public <T> T part(Class<T> type, Function<Session, T> make) {
        lock.lock();
        try {
            var part = parts.get(type);
            if (part == null) {
                part = make.apply(this);
                parts.put(type, part);
            }
            return type.cast(part);
        } finally {
            lock.unlock();
        }
    }

    /** Says that somebody uses the desktop now, so that its idle timeout begins anew. */
    public void touch() {
        usedAt = System.nanoTime();
    }

    /** Since {@link #touch} was called last. */
    public Duration unused() {
        return Duration.ofNanos(System.nanoTime() - usedAt);
    }

    /**
     * Asks to be told when the desktop is about to end, while it still lives.
     *
     * @param owner has one such wish at a time
     */
    public void beforeEnd(Object owner, Runnable told) {
        lock.lock();
        try {
            endings.put(owner, told);
        } finally {
            lock.unlock();
        }
    }

    private List<Runnable> endings() {
        lock.lock();
        try {
            return List.copyOf(endings.values());
        } finally {
            lock.unlock();
        }
    }

    /** What goes wrong there must not keep the desktop alive. */
    private void run(Runnable ending) {
        try {
            ending.run();
        } catch (RuntimeException e) {
            LOG.error("somebody was not ready for the end of {}", desktop.id(), e);
        }
    }

    /** Lets the desktop live on without this server, for {@link DesktopPool#adopt} of the next. */
    public void leave() {
        if (closed.compareAndSet(false, true)) {
            endings().forEach(this::run);
            screen.close();
        }
    }

    /** Returns when nothing of the desktop is left; fine to repeat. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            endings().forEach(this::run);
            end.accept(this);
        }
    }
}
