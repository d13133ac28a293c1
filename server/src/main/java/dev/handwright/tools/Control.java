package dev.handwright.tools;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who acts on one desktop: its agent, or for a while a person who took over in a viewer. An action
 * under way when a person takes over is still finished. For many threads; {@code lock} guards the
 * holder.
 */
public final class Control {
    private final Rules rules;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Person holder;
    private long usedAt;
    private volatile Gate gate = Gate.OPEN;

    public Control(Rules rules) {
        this.rules = rules;
    }

    /** What the agent's actions do while a person controls. */
    public enum WhilePerson {
        WAIT,
        REFUSE
    }

    /**
     * @param longestWait of one action, from its arrival; then it is refused
     * @param idle a person who does nothing for so long has given the desktop back
     */
    public record Rules(WhilePerson whilePerson, Duration longestWait, Duration idle) {
        public static final Rules DEFAULT =
                new Rules(WhilePerson.WAIT, Duration.ofMinutes(5), Duration.ofMinutes(2));
    }

    /**
     * One person at one viewer.
     *
     * @param id the same after the viewer connected anew
     */
    public record Person(String id) {}

    /** Hands the desktop to a person, also where another one has it. */
    public void take(Person person) {
        if (!use(person)) {
            set(Optional.of(person));
        }
    }

    /** Hands it to a person unless another one has it; says whether this one has it now. */
    public boolean takeIfFree(Person person) {
        lock.lock();
        try {
            if (holder().isEmpty()) {
                set(Optional.of(person));
            }
            return holds(person);
        } finally {
            lock.unlock();
        }
    }

    /** Hands it back to the agent; does nothing where this person does not have it. */
    public void release(Person person) {
        lock.lock();
        try {
            if (person.equals(holder)) {
                set(Optional.empty());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the person acts, so that the idle time begins anew; false: may not act now. */
    public boolean use(Person person) {
        lock.lock();
        try {
            if (!holds(person)) {
                return false;
            }
            usedAt = System.nanoTime();
            return true;
        } finally {
            lock.unlock();
        }
    }

    public boolean holds(Person person) {
        return holder().filter(person::equals).isPresent();
    }

    /** The person who has the desktop now; empty while it is the agent's. */
    public Optional<Person> holder() {
        lock.lock();
        try {
            if (holder != null && idleLeft() <= 0) {
                set(Optional.empty());
            }
            return Optional.ofNullable(holder);
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is done on the desktop that this does not let pass. */
    public void guard(Gate by) {
        gate = by;
    }

    /** Through which each press of a key or button goes. */
    Gate gate() {
        return new Gate() {
            @Override
            public void pass() throws InterruptedException {
                gate.pass();
            }

            @Override
            public void act(Runnable act) throws InterruptedException {
                gate.act(act);
            }
        };
    }

    /** Called after each change; must not block. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes back {@link #onChange}. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** When an action that arrives now must have had its turn, for {@link #awaitAgent}. */
    long deadline() {
        return System.nanoTime() + rules.longestWait().toNanos();
    }

    /**
     * Returns when the desktop is the agent's.
     *
     * @throws ActionRefused when it is a person's and the rules say not to wait, or the deadline is
     *     over
     * @throws Gate.Shut when nobody may act on it any more
     */
    void awaitAgent(long deadline) throws ActionRefused, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (holder().isPresent()) {
                long left = deadline - System.nanoTime();
                if (rules.whilePerson() == WhilePerson.REFUSE || left <= 0) {
                    throw ActionRefused.now(
                            "a person controls this desktop now; try again when its session says"
                                    + " \"interactive\": false");
                }
                changed.await(Math.min(left, Math.max(1, idleLeft())), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
        gate.pass();
    }

    private long idleLeft() {
        return usedAt + rules.idle().toNanos() - System.nanoTime();
    }

    private void set(Optional<Person> person) {
        lock.lock();
        try {
            holder = person.orElse(null);
            usedAt = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        listeners.forEach(Runnable::run);
    }
}
