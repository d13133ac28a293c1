package dev.handwright.adapter.local;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.handwright.nodes.LastResort;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import org.jspecify.annotations.Nullable;

/**
 * A timer of the kernel whose signal is SIGKILL, which a stopped process gets as well. Its clock is
 * the one of {@link System#nanoTime}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timer_create.2.html">timer_create(2)</a>
 */
@SuppressWarnings("restricted") // native code: two calls with buffers of our own
public final class KillTimer implements LastResort {
    private static final int CLOCK_MONOTONIC = 1;
    private static final int TIMER_ABSTIME = 1;
    private static final int SIGKILL = 9;
    private static final long NANOS = 1_000_000_000L;

    /** {@code sizeof(struct sigevent)}; notifying by a signal is its zero. */
    private static final long EVENT = 64;

    private static final long EVENT_SIGNAL = 8;

    /**
     * {@code sizeof(struct itimerspec)}: seconds and nanoseconds, of an interval and the moment.
     */
    private static final long TIMES = 32;

    private static final long SECONDS = 16;
    private static final long NANOSECONDS = 24;

    private @Nullable Timer timer;

    /** {@code int timer_create(clockid_t, struct sigevent *, timer_t *)}. */
    public interface Create {
        int call(int clock, MemorySegment event, MemorySegment timer);
    }

    /** {@code int timer_settime(timer_t, int, const struct itimerspec *, struct itimerspec *)}. */
    public interface Set {
        int call(MemorySegment timer, int flags, MemorySegment times, MemorySegment old);
    }

    @Override
    public void killAt(long nanos) {
        set(Math.max(1, nanos));
    }

    @Override
    public void spare() {
        set(0);
    }

    private void set(long nanos) {
        if (timer == null) {
            timer = new Timer(); // the first one takes a tenth of a second
        }
        timer.set(nanos);
    }

    private static final class Timer {
        private final Set set;
        private final MemorySegment id;
        private final MemorySegment times = Arena.global().allocate(TIMES, Long.BYTES);

        Timer() {
            set =
                    function(
                            Set.class,
                            "timer_settime",
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
            var create =
                    function(
                            Create.class,
                            "timer_create",
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
            try (var arena = Arena.ofConfined()) {
                var event = arena.allocate(EVENT, Long.BYTES);
                event.set(JAVA_INT, EVENT_SIGNAL, SIGKILL);
                var made = arena.allocate(ADDRESS);
                check(create.call(CLOCK_MONOTONIC, event, made), "timer_create");
                id = made.get(ADDRESS, 0);
            }
        }

        void set(long nanos) {
            times.set(JAVA_LONG, SECONDS, nanos / NANOS);
            times.set(JAVA_LONG, NANOSECONDS, nanos % NANOS);
            check(set.call(id, TIMER_ABSTIME, times, MemorySegment.NULL), "timer_settime");
        }

        private static void check(int answer, String name) {
            if (answer != 0) {
                throw new IllegalStateException(name + " failed");
            }
        }

        private static <T> T function(Class<T> type, String name, FunctionDescriptor shape) {
            var linker = Linker.nativeLinker();
            var handle = linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
            return MethodHandleProxies.asInterfaceInstance(type, handle);
        }
    }
}
