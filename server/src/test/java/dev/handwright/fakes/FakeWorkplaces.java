package dev.handwright.fakes;

import dev.handwright.base.Unavailable;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.secrets.Secret;
import dev.handwright.worker.Workplace;
import dev.handwright.worker.Workplaces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Workplaces without desktops: every call is noted in the log and answered with its name. */
public final class FakeWorkplaces implements Workplaces {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final Set<Desktop> living = ConcurrentHashMap.newKeySet();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile Runnable during = () -> {};
    private volatile boolean none;
    private volatile boolean away;
    private final AtomicInteger refusing = new AtomicInteger();
    private final AtomicInteger refusingCalls = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    /** A desktop that an earlier server has left. */
    public Desktop leave() {
        var desktop =
                new Desktop(
                        new Desktop.Id("dsk_" + made.incrementAndGet()),
                        DisplaySize.DEFAULT,
                        Instant.EPOCH);
        living.add(desktop);
        return desktop;
    }

    /** Calls that were done, each as {@code dsk_1 computer.press}. */
    public List<String> done() {
        return List.copyOf(done);
    }

    /** Desktops that have not ended. */
    public int living() {
        return living.size();
    }

    public boolean refuses() {
        return none;
    }

    /** What each call waits for. */
    public void duringCalls(Runnable work) {
        during = work;
    }

    /** Every desktop is dead from now on. */
    public void killAll() {
        living.clear();
    }

    /** The desktop is dead from now on. */
    public void kill(Desktop desktop) {
        living.remove(desktop);
    }

    /** After the server before has stopped. */
    public void putBack() {
        none = false;
    }

    /** From now on there is no desktop to be had. */
    public void takeAway() {
        none = true;
    }

    /** Whether it can be tried again later. */
    public void away(boolean now) {
        away = now;
    }

    /** The next so many openings can be tried again later. */
    public void refuse(int openings) {
        refusing.set(openings);
    }

    /** The next so many calls can be tried again later. */
    public void refuseCalls(int calls) {
        refusingCalls.set(calls);
    }

    /** How often somebody looked whether there are any, or asked for one. */
    public int asked() {
        return asked.get();
    }

    /** Workplaces that were opened and not closed. */
    public int open() {
        return open.get();
    }

    @Override
    public boolean ready() {
        asked.incrementAndGet();
        return !away;
    }

    @Override
    public Workplace open(Run run, NetworkRules network, RunLog log) {
        asked.incrementAndGet();
        if (away || refuses(refusing)) {
            throw new Unavailable("the launcher does not answer", new IOException("away"));
        }
        if (none) {
            throw new NoWorkplace("No desktop is free.", new IllegalStateException());
        }
        open.incrementAndGet();
        return new Place(leave(), log);
    }

    @Override
    public Optional<Workplace> adopt(Run run, Desktop desktop, RunLog log) {
        if (!living.contains(desktop)) {
            return Optional.empty();
        }
        open.incrementAndGet();
        return Optional.of(new Place(desktop, log));
    }

    @Override
    public void refuse() {
        none = true;
    }

    @Override
    public Optional<InputStream> lostRecording(Run run) {
        return Optional.empty();
    }

    @Override
    public void forgetLost(Run run) {}

    private static boolean refuses(AtomicInteger left) {
        return left.getAndUpdate(it -> Math.max(0, it - 1)) > 0;
    }

    private final class Place implements Workplace, SandboxCalls {
        private final Desktop desktop;
        private final RunLog log;
        private boolean left;

        Place(Desktop desktop, RunLog log) {
            this.desktop = desktop;
            this.log = log;
        }

        @Override
        public Desktop desktop() {
            return desktop;
        }

        @Override
        public boolean isLost() {
            return !living.contains(desktop);
        }

        @Override
        public SandboxCalls calls(Map<String, Secret> secrets) {
            return this;
        }

        @Override
        public Optional<InputStream> recording() {
            return Optional.of(new ByteArrayInputStream("film".getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void leave() {
            left = true;
            open.decrementAndGet();
        }

        @Override
        public void close() {
            if (left) {
                return;
            }
            living.remove(desktop);
            open.decrementAndGet();
        }

        @Override
        public @Nullable Object call(
                long id, String method, Map<String, @Nullable Object> params, OutputStream bytes) {
            if (refuses(refusingCalls)) {
                throw new Unavailable("the launcher does not answer", new IOException("away"));
            }
            during.run();
            done.add(desktop.id() + " " + method);
            return method;
        }

        @Override
        public void log(String stream, String line) {
            log.line(stream, line);
        }
    }
}
