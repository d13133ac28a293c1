package dev.handwright.desktops;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A desktop in use: its screen, open, and its files. Closing it ends the desktop. */
public final class Session implements AutoCloseable {
    private final Desktop desktop;
    private final Screen screen;
    private final Drive drive;
    private final Consumer<Session> end;
    private final AtomicBoolean closed = new AtomicBoolean();

    Session(Desktop desktop, Screen screen, Drive drive, Consumer<Session> end) {
        this.desktop = desktop;
        this.screen = screen;
        this.drive = drive;
        this.end = end;
    }

    public Desktop desktop() {
        return desktop;
    }

    public Screen screen() {
        return screen;
    }

    public Drive drive() {
        return drive;
    }

    /** Returns when nothing of the desktop is left; fine to repeat. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            end.accept(this);
        }
    }
}
