package dev.handwright.base;

import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Counts nothing. */
record NoMetrics() implements Metrics {
    @Override
    public void gauge(String name, String help, DoubleSupplier value) {}

    @Override
    public void gauges(
            String name, String help, String label, Supplier<Map<String, Double>> values) {}

    @Override
    public Counter counter(String name, String help) {
        return _ -> {};
    }

    @Override
    public Counters counters(String name, String help, String label) {
        return (_, _) -> {};
    }

    @Override
    public Timer timer(String name, String help) {
        return _ -> {};
    }

    @Override
    public Timers timers(String name, String help, String label) {
        return (_, _) -> {};
    }
}
