package dev.handwright.fakes;

import dev.handwright.base.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Counts in a map: {@code name{label value}} to the sum, or to the number of times taken. */
public final class CountedMetrics implements Metrics {
    public final Map<String, Long> counts = new ConcurrentHashMap<>();

    private void add(String name, long count) {
        counts.merge(name, count, Long::sum);
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value) {}

    @Override
    public void gauges(
            String name, String help, String label, Supplier<Map<String, Double>> values) {}

    @Override
    public Counter counter(String name, String help) {
        return count -> add(name, count);
    }

    @Override
    public Counters counters(String name, String help, String label) {
        return (value, count) -> add("%s{%s}".formatted(name, value), count);
    }

    @Override
    public Timer timer(String name, String help) {
        return (Duration _) -> add(name, 1);
    }

    @Override
    public Timers timers(String name, String help, String label) {
        return (value, _) -> add("%s{%s}".formatted(name, value), 1);
    }
}
