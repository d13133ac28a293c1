package dev.handwright.base;

import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Where features say what they count; {@code GET /metrics} shows it. Names are {@code handwright_…}
 * with the unit last, as in {@code handwright_queue_age_seconds}; say each name once.
 */
public interface Metrics {
    /** A value asked for at each reading; it must answer within milliseconds. */
    void gauge(String name, String help, DoubleSupplier value);

    /**
     * Values of one name by a label, asked for at each reading.
     *
     * @param label as in {@code state}; its values must be few
     */
    void gauges(String name, String help, String label, Supplier<Map<String, Double>> values);

    /** A count that only grows; its name ends in {@code _total}. */
    Counter counter(String name, String help);

    /** The same by a label, whose values must be few. */
    Counters counters(String name, String help, String label);

    /** How long something takes: a histogram in seconds. */
    Timer timer(String name, String help);

    /** The same by a label, whose values must be few. */
    Timers timers(String name, String help, String label);

    /** For tests and for commands that serve nobody. */
    static Metrics none() {
        return new NoMetrics();
    }

    /** For many threads. */
    interface Counter {
        void add(long count);
    }

    /** For many threads. */
    interface Counters {
        void add(String labelValue, long count);
    }

    /** For many threads. */
    interface Timer {
        void record(Duration took);
    }

    /** For many threads. */
    interface Timers {
        void record(String labelValue, Duration took);
    }
}
