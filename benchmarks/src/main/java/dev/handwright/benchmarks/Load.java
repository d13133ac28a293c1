package dev.handwright.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends one request many times and measures the answers. */
final class Load {
    private final int port;
    private final byte[] request;
    private final int wanted;

    /**
     * @param wanted the only status that counts as an answer
     */
    Load(int port, byte[] request, int wanted) {
        this.port = port;
        this.request = request;
        this.wanted = wanted;
    }

    /**
     * @param nanos of each answer, sorted
     */
    record Measured(long[] nanos, double seconds) {
        double perSecond() {
            return nanos.length / seconds;
        }

        /** In milliseconds. */
        double percentile(double share) {
            return nanos[(int) Math.min(nanos.length - 1, Math.round(share * nanos.length))] / 1e6;
        }
    }

    /** Each client sends its next request when it has the answer to the last. */
    Measured closed(int clients, Duration time) throws InterruptedException {
        var times = new ConcurrentLinkedQueue<long[]>();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        run(
                clients,
                client -> {
                    var own = new long[1 << 16];
                    int count = 0;
                    for (long now = System.nanoTime(); now < end; ) {
                        exchange(client);
                        long after = System.nanoTime();
                        if (count == own.length) {
                            own = Arrays.copyOf(own, count * 2);
                        }
                        own[count++] = after - now;
                        now = after;
                    }
                    times.add(Arrays.copyOf(own, count));
                });
        return measured(times, start);
    }

    /**
     * Requests at fixed times, whatever the server does; time counts from when each was due, so a
     * stall is felt by all that come after it.
     */
    Measured open(int clients, int perSecond, Duration time) throws InterruptedException {
        var times = new ConcurrentLinkedQueue<long[]>();
        var next = new AtomicInteger();
        int all = (int) (perSecond * time.toSeconds());
        long start = System.nanoTime() + Duration.ofMillis(50).toNanos();
        run(
                clients,
                client -> {
                    var own = new long[all];
                    int count = 0;
                    for (int i = next.getAndIncrement(); i < all; i = next.getAndIncrement()) {
                        long due = start + i * 1_000_000_000L / perSecond;
                        for (long left = due - System.nanoTime();
                                left > 0;
                                left = due - System.nanoTime()) {
                            LockSupport.parkNanos(left);
                        }
                        exchange(client);
                        own[count++] = System.nanoTime() - due;
                    }
                    times.add(Arrays.copyOf(own, count));
                });
        return measured(times, start);
    }

    private void exchange(HttpClientLine client) throws IOException {
        int status = client.exchange();
        if (status != wanted) {
            throw new IOException("the server answered " + status);
        }
    }

    private interface Job {
        void run(HttpClientLine client) throws IOException;
    }

    private void run(int clients, Job job) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        var failures = new ConcurrentLinkedQueue<IOException>();
        for (int i = 0; i < clients; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try (var client = new HttpClientLine(port, request)) {
                                    job.run(client);
                                } catch (IOException e) {
                                    failures.add(e);
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new UncheckedIOException(failures.peek());
        }
    }

    private static Measured measured(Iterable<long[]> times, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        int count = 0;
        List<long[]> parts = new ArrayList<>();
        for (var part : times) {
            parts.add(part);
            count += part.length;
        }
        var all = new long[count];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        Arrays.sort(all);
        return new Measured(all, seconds);
    }
}
