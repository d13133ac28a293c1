package dev.handwright.adapter.local;

import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A room and the link to its supervisor, warm until it gets its job. */
final class LocalSandbox implements Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSandbox.class);

    private final SandboxRoom room;
    private final SandboxLink link;
    private final SandboxLimits limits;
    private final AtomicBoolean killed = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalSandbox(SandboxRoom room, SandboxLink link, SandboxLimits limits) {
        this.room = room;
        this.link = link;
        this.limits = limits;
    }

    /** Takes over a room; it is closed with the sandbox, and at once when this fails. */
    static LocalSandbox in(SandboxRoom room, SandboxLimits limits) throws IOException {
        try {
            var link = SandboxLink.open(room.socket());
            var _ = room.ended().thenRun(link::giveUp);
            return new LocalSandbox(room, link, limits);
        } catch (IOException e) {
            room.close();
            throw e;
        }
    }

    /**
     * Takes over a room of an earlier server and waits until its supervisor has reported again.
     *
     * @return empty where it does not, or has no job; the room is gone then
     */
    static Optional<Sandbox> adopt(
            SandboxRoom room, SandboxLimits limits, SandboxCalls calls, Duration startTimeout)
            throws InterruptedException {
        SandboxLink link;
        try {
            link = SandboxLink.resume(room.socket(), calls);
        } catch (IOException e) {
            LOG.warn("sandbox {} cannot be reached any more: {}", room.id(), e.toString());
            room.close();
            return Optional.empty();
        }
        var _ = room.ended().thenRun(link::giveUp);
        var sandbox = new LocalSandbox(room, link, limits);
        try {
            if (sandbox.awaitReady(startTimeout)) {
                return Optional.of(sandbox);
            }
        } catch (InterruptedException e) {
            sandbox.leave();
            throw e;
        }
        sandbox.close();
        return Optional.empty();
    }

    @Override
    public SandboxId id() {
        return room.id();
    }

    /** Waits until its supervisor is ready for a job. */
    boolean awaitReady(Duration atMost) throws InterruptedException {
        try {
            link.ready().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    /** Whether it is warm and has not died since. */
    boolean isReady() {
        return link.ready().isDone() && !link.end().isDone();
    }

    void start(SandboxJob job, SandboxCalls calls, SandboxSettings settings) {
        link.assign(SandboxFrames.job(job, settings.orphanTime()), calls);
        if (!link.ready().isDone()) {
            var atMost = settings.startTimeout();
            Thread.ofVirtual().name("sandbox-start").start(() -> watchStart(atMost));
        }
    }

    private void watchStart(Duration atMost) {
        try {
            if (!awaitReady(atMost)) {
                link.end().complete(new Died("crashed", "The sandbox did not start in time."));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public SandboxEnd await() throws InterruptedException {
        try {
            var end = link.end().get();
            if (end instanceof Died died
                    && !killed.get()
                    && room.ranOutOfMemory()
                    && (died.type().equals("killed") || died.type().equals("crashed"))) {
                return new Died(
                        "out_of_memory",
                        "The workflow ran out of memory: the sandbox has %s."
                                .formatted(limits.memory()));
            }
            return end;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an end never fails", e);
        }
    }

    @Override
    public void kill() {
        if (killed.compareAndSet(false, true)) {
            link.close();
            if (!link.isLeft()) {
                room.kill();
            }
        }
    }

    @Override
    public Collected collect(OutputStream zip) throws IOException {
        killed.set(true);
        link.close();
        return link.isLeft() ? new Collected(0, 0, List.of()) : room.collect(zip);
    }

    @Override
    public void leave() {
        link.leave();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            killed.set(true);
            link.close();
            if (!link.isLeft()) {
                room.close();
            }
        }
    }
}
