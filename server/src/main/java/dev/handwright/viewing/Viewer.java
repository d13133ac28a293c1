package dev.handwright.viewing;

import dev.handwright.base.Json;
import dev.handwright.tools.Control;
import dev.handwright.tools.Control.Person;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open viewer: a browser's connection and its own connection to the display server, with a
 * filter each way. Input goes through while its person has the desktop. {@code lock} guards what is
 * written to the display server, and what is held down there.
 */
final class Viewer implements ClientFilter.Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Viewer.class);

    /** A display server takes a few bytes within microseconds, unless a program has stopped it. */
    private static final Duration AT_ONCE = Duration.ofMillis(250);

    private final Grant grant;
    private final Person person;
    private final DesktopWire wire;
    private final Link link;
    private final Control control;
    private final Hands hands;
    private final ClientFilter fromViewer;
    private final ServerFilter fromDesktop;
    private final Runnable changed = this::controlChanged;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final long since = System.nanoTime();
    private volatile boolean ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Pressed pressed = new Pressed();

    /**
     * @param hands told when the person acts
     */
    Viewer(Grant grant, Person person, DesktopWire wire, Link link, Control control, Hands hands)
            throws IOException {
        this.grant = grant;
        this.person = person;
        this.wire = wire;
        this.link = link;
        this.control = control;
        this.hands = hands;
        fromViewer = new ClientFilter(grant.scope(), this);
        fromDesktop =
                new ServerFilter(
                        new Passage(wire.channel(), link::bytes),
                        grant.scope(),
                        wire.width(),
                        wire.height(),
                        wire.format());
    }

    Grant grant() {
        return grant;
    }

    Person person() {
        return person;
    }

    Control control() {
        return control;
    }

    boolean open() {
        return !closed.get();
    }

    /** Whether the browser has left the greeting unanswered for so long. */
    boolean silentFor(Duration time) {
        return !ready && System.nanoTime() - since > time.toNanos();
    }

    /** Greets the browser. */
    void start() throws IOException {
        control.onChange(changed);
        tell();
        link.bytes(ByteBuffer.wrap(ClientFilter.version()));
    }

    /** Bytes from the browser; blocks while the display server takes no more. */
    void received(ByteBuffer bytes) {
        if (!open()) {
            return; // a browser may go on sending after it was told the end
        }
        try {
            fromViewer.accept(bytes);
        } catch (ProtocolBroken e) {
            broken(e);
        } catch (IOException e) {
            gone(e);
        }
    }

    /** {@code {"type": "take"}} or {@code {"type": "release"}}; anything else is an error. */
    void received(String text) {
        if (!open()) {
            return;
        }
        var type = type(text);
        if (type.equals("take") && grant.scope() == Scope.CONTROL) {
            control.take(person);
        } else if (type.equals("release")) {
            control.release(person);
        } else {
            broken(new ProtocolBroken("a viewer's text that means nothing here"));
        }
    }

    private static String type(String text) {
        try {
            return String.valueOf(Json.readObject(text).get("type"));
        } catch (Json.BadJson e) {
            return "";
        }
    }

    /**
     * Closes both connections, and lets go of what is held down; fine to repeat. Waits for nobody:
     * one thread ends the viewers of all desktops.
     */
    void close(Ending ending) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        control.forget(changed);
        link.close(ending);
        try (var channel = wire.channel()) {
            if (channel.isOpen()) {
                letGo();
            }
        } catch (IOException e) {
            LOG.debug("the screen of {} has gone: {}", grant.desktop(), e.toString());
        }
    }

    /** Says who has the desktop. */
    void tell() {
        var holder = control.holder();
        var who = holder.isEmpty() ? "agent" : holder.get().equals(person) ? "you" : "person";
        link.text(
                Json.write(Map.of("type", "state", "scope", grant.scope().word(), "control", who)));
    }

    void ping() {
        link.ping();
    }

    @Override
    public void toViewer(byte[] bytes) throws IOException {
        link.bytes(ByteBuffer.wrap(bytes));
    }

    @Override
    public void ready() throws IOException {
        ready = true;
        link.bytes(ByteBuffer.wrap(wire.init()));
        Thread.ofVirtual().name("viewer of " + grant.desktop()).start(this::pump);
    }

    @Override
    public void format(PixelFormat format) {
        fromDesktop.format(format);
    }

    @Override
    public void toDesktop(ByteBuffer message) throws IOException {
        lock.lock();
        try {
            DesktopWire.write(wire.channel(), message);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void key(ByteBuffer message, int keysym, boolean down) throws IOException {
        if (down && mayAct(true)) {
            prepare(keysym); // may take its time, so without the lock
        }
        lock.lock();
        try {
            if (down ? mayAct(true) && pressed.press(keysym) : pressed.release(keysym)) {
                toDesktop(message);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pointer(ByteBuffer message, int buttons) throws IOException {
        lock.lock();
        try {
            if (mayAct(pressed.hasNew(buttons))) {
                pressed.point(message);
                toDesktop(message);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void text(ByteBuffer message) throws IOException {
        if (mayAct(false)) {
            toDesktop(message);
        }
    }

    private void prepare(int keysym) throws IOException {
        try {
            hands.prepare(keysym);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
    }

    /** A press in the picture takes over, where nobody else has. */
    private boolean mayAct(boolean press) {
        if ((press && !control.takeIfFree(person)) || !control.use(person)) {
            return false;
        }
        hands.use();
        return true;
    }

    private void pump() {
        try {
            while (open()) {
                fromDesktop.one();
            }
        } catch (ProtocolBroken e) {
            broken(e);
        } catch (IOException e) {
            gone(e);
        }
    }

    /** Must not block: what is held down is let go on another thread. */
    private void controlChanged() {
        tell();
        if (!control.holds(person)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            letGo();
                        } catch (IOException e) {
                            gone(e);
                        }
                    });
        }
    }

    /**
     * @throws IOException where the display server does not take it at once
     */
    private void letGo() throws IOException {
        if (!lockedAtOnce()) {
            throw new IOException("the display server takes no input");
        }
        try {
            DesktopWire.write(wire.channel(), pressed.letGo(), AT_ONCE);
        } finally {
            lock.unlock();
        }
    }

    private boolean lockedAtOnce() {
        try {
            return lock.tryLock(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void broken(ProtocolBroken e) {
        if (open()) {
            LOG.warn("a viewer of {} is closed: {}", grant.desktop(), e.getMessage());
        }
        close(Ending.BROKEN);
    }

    private void gone(IOException e) {
        LOG.debug("a viewer of {} ends: {}", grant.desktop(), e.toString());
        close(Ending.SCREEN_GONE);
    }
}
