package dev.handwright.fakes;

import dev.handwright.sandboxes.Sandbox;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxHost;
import dev.handwright.sandboxes.SandboxId;
import dev.handwright.sandboxes.SandboxJob;
import dev.handwright.sandboxes.SandboxLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Sandboxes without processes: code is a function of the job and the calls it may make. */
public final class FakeSandboxes implements SandboxHost {
    private final Code code;
    private final AtomicInteger open = new AtomicInteger();
    private final List<SandboxJob> jobs = new CopyOnWriteArrayList<>();
    private final List<Set<SandboxId>> reaped = new CopyOnWriteArrayList<>();
    private volatile Optional<String> outputs = Optional.empty();

    /**
     * @param code what every job does; it ends when interrupted
     */
    public FakeSandboxes(Code code) {
        this.code = code;
    }

    /** What code does in its sandbox, on a thread of its own. */
    public interface Code {
        SandboxEnd run(SandboxJob job, SandboxCalls calls) throws InterruptedException;
    }

    /** Every sandbox leaves this text as its zip of outputs. */
    public void leave(String text) {
        outputs = Optional.of(text);
    }

    /** Sandboxes that were started and not closed. */
    public int open() {
        return open.get();
    }

    public List<SandboxJob> jobs() {
        return List.copyOf(jobs);
    }

    @Override
    public Sandbox start(SandboxJob job, SandboxLimits limits, SandboxCalls calls) {
        open.incrementAndGet();
        jobs.add(job);
        return new Room(new SandboxId("sbx_%08d".formatted(jobs.size())), job, calls);
    }

    @Override
    public Optional<Sandbox> adopt(SandboxId id, SandboxLimits limits, SandboxCalls calls) {
        return Optional.empty();
    }

    @Override
    public void reapStrays(Set<SandboxId> claimed) {
        reaped.add(claimed);
    }

    /** What was left alive each time that strays were ended. */
    public List<Set<SandboxId>> reaped() {
        return List.copyOf(reaped);
    }

    private final class Room implements Sandbox {
        private final CompletableFuture<SandboxEnd> end = new CompletableFuture<>();
        private final SandboxId id;
        private final Thread thread;

        Room(SandboxId id, SandboxJob job, SandboxCalls calls) {
            this.id = id;
            thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    end.complete(code.run(job, calls));
                                } catch (InterruptedException | SandboxCalls.Unanswered e) {
                                    end.complete(new SandboxEnd.Died("killed", "It was killed."));
                                } catch (RuntimeException e) {
                                    end.completeExceptionally(e);
                                }
                            });
        }

        @Override
        public SandboxId id() {
            return id;
        }

        @Override
        public SandboxEnd await() throws InterruptedException {
            try {
                return end.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }

        @Override
        public void kill() {
            thread.interrupt();
        }

        @Override
        public Collected collect(OutputStream zip) throws IOException {
            if (outputs.isEmpty()) {
                return new Collected(0, 0, List.of());
            }
            var bytes = outputs.get().getBytes(StandardCharsets.UTF_8);
            zip.write(bytes);
            return new Collected(1, bytes.length, List.of());
        }

        @Override
        public void leave() {
            end.complete(new SandboxEnd.Left());
        }

        @Override
        public void close() {
            kill();
            open.decrementAndGet();
        }
    }
}
