package dev.handwright;

import dev.handwright.base.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Metrics in the text form of Prometheus. */
final class PrometheusMetrics implements Metrics {
    /** Bounds of every histogram, from what is instant to what a person would call stuck. */
    private static final Duration[] BUCKETS =
            List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000).stream()
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Runnable> beforeReading = new CopyOnWriteArrayList<>();

    PrometheusMetrics() {
        var memory = ManagementFactory.getMemoryMXBean();
        gauge(
                "handwright_heap_used_bytes",
                "Java heap in use",
                () -> memory.getHeapMemoryUsage().getUsed());
    }

    /** Everything, as text. */
    String read() {
        beforeReading.forEach(Runnable::run);
        return registry.scrape();
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void gauges(
            String name, String help, String label, Supplier<Map<String, Double>> values) {
        var gauges = MultiGauge.builder(name).description(help).register(registry);
        beforeReading.add(() ->
                gauges.register(
                        values.get().entrySet().stream()
                                .map(it ->
                                        MultiGauge.Row.of(
                                                Tags.of(label, it.getKey()), it.getValue()))
                                .toList(),
                        true));
    }

    @Override
    public Counter counter(String name, String help) {
        var counter =
                io.micrometer.core.instrument.Counter.builder(name)
                        .description(help)
                        .register(registry);
        return counter::increment;
    }

    @Override
    public Counters counters(String name, String help, String label) {
        var counters =
                io.micrometer.core.instrument.Counter.builder(name)
                        .description(help)
                        .withRegistry(registry);
        return (value, count) -> counters.withTag(label, value).increment((double) count);
    }

    @Override
    public Timer timer(String name, String help) {
        var timer =
                io.micrometer.core.instrument.Timer.builder(name)
                        .description(help)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        return timer::record;
    }

    @Override
    public Timers timers(String name, String help, String label) {
        var timers =
                io.micrometer.core.instrument.Timer.builder(name)
                        .description(help)
                        .serviceLevelObjectives(BUCKETS)
                        .withRegistry(registry);
        return (value, took) -> timers.withTag(label, value).record(took);
    }
}
