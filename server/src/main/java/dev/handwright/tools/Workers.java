package dev.handwright.tools;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Does the pieces of one computation on two threads. */
final class Workers {
    /** Fewer pieces are not worth a second thread. */
    private static final int FEW = 4;

    private Workers() {}

    /** Does pieces, one after another; each thread has its own. */
    interface Worker extends AutoCloseable {
        void piece(int index);

        @Override
        default void close() {}
    }

    /** Does pieces 0 to {@code count - 1}, each once, and returns when all are done. */
    static void share(int count, Supplier<Worker> workers) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<RuntimeException>();
        Runnable work =
                () -> {
                    try (var worker = workers.get()) {
                        for (int i = next.getAndIncrement();
                                i < count;
                                i = next.getAndIncrement()) {
                            worker.piece(i);
                        }
                    } catch (RuntimeException e) {
                        failure.set(e);
                    }
                };
        if (count < FEW) {
            work.run();
        } else {
            var second = Thread.ofVirtual().start(work);
            work.run();
            join(second);
        }
        var failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    /** The other thread writes into our buffers, so it must end before we go on. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
