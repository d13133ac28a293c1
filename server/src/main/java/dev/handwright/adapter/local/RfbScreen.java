package dev.handwright.adapter.local;

import dev.handwright.desktops.Clipboard;
import dev.handwright.desktops.Cursor;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Pixels;
import dev.handwright.desktops.Screen;
import dev.handwright.desktops.Windows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A screen over RFB; what RFB cannot do, or does slowly, goes over X11. One RFB connection is
 * strictly question and answer, so that the answer to a question is never mistaken for news; a
 * second one, opened when somebody first waits for stillness, watches for changes.
 */
public final class RfbScreen implements Screen {
    /** A display that changes its size or pointer that often while it is looked at is broken. */
    private static final int TRIES = 20;

    private static final long NEVER = Long.MIN_VALUE;

    /**
     * @param answer the display server must answer within it
     * @param unused so long a watcher is kept that nobody waits on: it holds 3 MB and is told of
     *     every change
     * @param pace of looking after both
     */
    record Limits(Duration answer, Duration unused, Duration pace) {
        static final Limits USUAL =
                new Limits(RfbDeadline.LIMIT, Duration.ofSeconds(10), Duration.ofSeconds(1));
    }

    private final Path socket;
    private final RfbConnection connection;
    private final Limits limits;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long exchangeBegan = NEVER;
    private Frame last;
    private int buttons;
    private boolean pointed;
    private Object reading = new Object(); // the last one of the screen; guarded by lock
    private @Nullable RfbWatcher watcher; // guarded by lock
    private @Nullable XDisplay display; // guarded by lock
    private @Nullable XPictures pictures; // guarded by lock

    private RfbScreen(Path socket, RfbConnection connection, Limits limits) {
        this.socket = socket;
        this.connection = connection;
        this.limits = limits;
        var size = connection.size();
        this.last = new Frame(size.width(), size.height(), new byte[0], 0);
        Thread.ofVirtual().name("rfb-guard").start(this::guard);
    }

    /**
     * Connects to a display server.
     *
     * @param socket its RFB unix socket
     */
    public static RfbScreen open(Path socket) throws IOException {
        return open(socket, Limits.USUAL);
    }

    static RfbScreen open(Path socket, Limits limits) throws IOException {
        return new RfbScreen(socket, RfbConnection.open(socket, true), limits);
    }

    @Override
    public DisplaySize size() {
        return connection.size();
    }

    @Override
    public Frame frame() {
        return locked(() -> {
            var pixels = new Pixels();
            var cursor = readByX(it -> it.readAll(pixels, size()));
            if (cursor.isEmpty()) {
                readInto(pixels);
            }
            var _ = cursor.orElseGet(connection::cursor).drawOn(pixels);
            if (!Arrays.equals(pixels.bgrx(), last.bgrx())) {
                last = new Frame(pixels.width(), pixels.height(), pixels.bgrx(), last.number() + 1);
            }
            return last;
        });
    }

    @Override
    public Cursor read(Pixels pixels) {
        return locked(() -> {
            boolean held = pixels.holds(reading);
            reading = new Object(); // what was held counts no more if this fails half-way
            var cursor = readByX(it -> it.read(pixels, held, size()));
            if (cursor.isPresent()) {
                pixels.hold(reading);
                return cursor.get();
            }
            ownPointer();
            readInto(pixels);
            if (!connection.ownsPointer()) { // it was moved in between
                ownPointer();
                readInto(pixels);
            }
            return connection.cursor();
        });
    }

    /**
     * Over X11, which takes a quarter of the time; empty where RFB must do: the display has a size
     * that RFB tells of, or a program holds it for itself.
     */
    private Optional<Cursor> readByX(XReading reading) {
        try {
            if (closed.getCount() == 0) {
                return Optional.empty();
            }
            var source = pictures;
            if (source == null) {
                source = XPictures.open(x11());
                pictures = source;
            }
            return reading.from(source);
        } catch (IOException e) {
            closePictures();
            return Optional.empty(); // RFB is asked; does that not answer, it fails
        }
    }

    private interface XReading {
        Optional<Cursor> from(XPictures pictures) throws IOException;
    }

    private void closePictures() {
        try {
            if (pictures != null) {
                pictures.close();
                pictures = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its socket is in the folder x beside RFB's, see DesktopRooms. */
    private Path x11() {
        return socket.resolveSibling("x").resolve("X0");
    }

    /**
     * Reads updates until so many pixels have come; the server may tell them in several.
     *
     * @return false when the rest does not come
     */
    private boolean paint(Pixels pixels, long awaited) throws IOException {
        var painter = new RfbPainter(pixels);
        while (painter.painted() < awaited) {
            if (!connection.readUpdate(painter)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Xvnc draws the pointer into the pictures of a client that has not itself put it where it is.
     * So put it there. Where it is, is not known before this connection has moved it or was told
     * that it moved: then it goes to the middle, where it is on a new desktop.
     */
    private void ownPointer() throws IOException {
        var pointer = connection.cursor();
        if (!connection.ownsPointer()) {
            connection.pointer(pointer.x(), pointer.y(), buttons);
        } else if (!pointed) {
            connection.pointer(size().width() / 2, size().height() / 2, buttons);
        }
        pointed = true;
    }

    private void readInto(Pixels pixels) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int width = size().width();
            int height = size().height();
            pixels.fit(width, height);
            connection.requestUpdate(false, 0, 0, width, height);
            if (paint(pixels, (long) width * height)) {
                return;
            }
        }
        throw new IOException("the display does not stop changing its size or its pointer");
    }

    @Override
    public void pointer(int x, int y, int buttons) {
        tell(() -> {
            this.buttons = buttons;
            pointed = true;
            connection.pointer(x, y, buttons);
        });
    }

    @Override
    public void key(int keysym, boolean down) {
        tell(() -> connection.key(keysym, down));
    }

    @Override
    public Together together() {
        tell(connection::hold);
        return () -> tell(connection::release);
    }

    @Override
    public void barrier() {
        tell(this::exchangeOnePixel);
    }

    @Override
    public void assign(Set<Integer> symbols) throws InterruptedException {
        barrier();
        display().keys().assign(symbols, this::awaitStill);
    }

    @Override
    public void expectReaction() {
        try {
            display().reaction().expect();
        } catch (IOException | UncheckedIOException e) {
            // A display held by a program takes clicks all the same; keys then do not wait.
        }
    }

    @Override
    public void awaitReaction() throws InterruptedException {
        var open = this.<@Nullable XDisplay>locked(() -> display);
        try {
            if (open != null) {
                open.reaction().await();
            }
        } catch (IOException e) {
            // The same.
        }
    }

    @Override
    public Place pointerPlace() {
        return display().pointerPlace();
    }

    @Override
    public Clipboard clipboard() {
        return display().clipboard();
    }

    @Override
    public Windows windows() {
        return display().windows();
    }

    private XDisplay display() {
        return locked(() -> {
            if (display == null || display.isBroken()) {
                display = XDisplay.open(x11());
            }
            return display;
        });
    }

    private void exchangeOnePixel() throws IOException {
        do {
            connection.requestUpdate(false, 0, 0, 1, 1);
        } while (!connection.readUpdate(RfbConnection.NOTHING));
    }

    @Override
    public void watch() {
        var _ = watcher();
    }

    @Override
    public Stillness settle(Duration quiet, Duration atMost) throws InterruptedException {
        return settle(quiet, atMost, () -> {});
    }

    @Override
    public Stillness settle(Duration quiet, Duration atMost, Runnable meanwhile)
            throws InterruptedException {
        return watcher().settle(quiet, atMost, meanwhile);
    }

    private RfbWatcher watcher() {
        return locked(() -> {
            endUselessWatcher();
            var watching = watcher;
            if (watching == null) {
                watching = RfbWatcher.start(socket);
                watcher = watching;
            }
            watching.use();
            return watching;
        });
    }

    private void endUselessWatcher() throws IOException {
        if (watcher != null && watcher.isUseless(limits.unused())) {
            watcher.close();
            watcher = null;
        }
    }

    /** Ends what nobody uses, and the connection when the display server owes an answer. */
    private void guard() {
        try {
            while (!closed.await(limits.pace().toMillis(), TimeUnit.MILLISECONDS)) {
                long began = exchangeBegan;
                if (began != NEVER && System.nanoTime() - began > limits.answer().toNanos()) {
                    connection.close();
                } else if (lock.tryLock()) {
                    try {
                        endUselessWatcher();
                    } finally {
                        lock.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // A socket that cannot be closed is closed already.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try (connection) {
            if (watcher != null) {
                watcher.close();
            }
            if (display != null) {
                display.close();
            }
            closePictures();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Telling telling) {
        locked(() -> {
            telling.run();
            return null;
        });
    }

    private interface Telling {
        void run() throws IOException;
    }

    private <T extends @Nullable Object> T locked(Exchange<T> exchange) {
        lock.lock();
        long outer = exchangeBegan; // of an exchange that this one is part of
        exchangeBegan = System.nanoTime();
        try {
            return exchange.run();
        } catch (IOException e) {
            throw new UncheckedIOException("the desktop's screen does not answer", e);
        } finally {
            exchangeBegan = outer;
            lock.unlock();
        }
    }

    private interface Exchange<T extends @Nullable Object> {
        T run() throws IOException;
    }
}
