package dev.handwright.agent;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends what the agent of one run does: between two steps, or at once. It interrupts the threads
 * that work for it. For many threads.
 */
final class Cut {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Thread> working = new HashSet<>(); // guarded by lock
    private final Set<Thread> asking = new HashSet<>(); // guarded by lock
    private boolean paused; // guarded by lock
    private boolean closed; // guarded by lock

    /** This thread begins to work. */
    void begin() throws InterruptedException {
        enter(working);
    }

    /** It has begun, and works no more. */
    void end() {
        leave(working);
    }

    /** It does nothing on the desktop until {@link #asked}. */
    void ask() throws InterruptedException {
        enter(asking);
    }

    void asked() {
        leave(asking);
    }

    private void enter(Set<Thread> threads) throws InterruptedException {
        lock.lock();
        try {
            check();
            threads.add(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    private void leave(Set<Thread> threads) {
        lock.lock();
        try {
            threads.remove(Thread.currentThread());
            if (paused && !closed) {
                var _ = Thread.interrupted(); // by pause(), and nobody else shall see it
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * @throws InterruptedException where nothing more shall be begun
     */
    void check() throws InterruptedException {
        lock.lock();
        try {
            if (paused || closed) {
                throw new InterruptedException("the run is being stopped");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts who asks; the others end when they ask or {@link #check} next. */
    void pause() {
        lock.lock();
        try {
            paused = true;
            asking.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts everybody. */
    void close() {
        lock.lock();
        try {
            closed = true;
            working.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }
}
