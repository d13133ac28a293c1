package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.fakes.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps a server busy for long and looks whether it holds ever more of anything. */
final class Soak {
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
    private static final int FEWEST_SAMPLES = 24;

    private final Leftovers users = new Leftovers();
    private final Map<SoakQuantity, List<Long>> samples = new EnumMap<>(SoakQuantity.class);
    private final List<Long> runs = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private String done = "";

    /** Returns when the time is over; {@link #table} then tells what was seen. */
    void run(Duration time) throws Exception {
        try (var page = new TorturePage();
                var server = RealServer.start(settings(page));
                var load = new SoakLoad(server, page)) {
            var gauge = new SoakGauge(server, users);
            var step = time.dividedBy(FEWEST_SAMPLES);
            step = step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP;
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                var _ = Await.within(step, () -> false);
                runs.add(load.runs());
                gauge.sample()
                        .forEach((quantity, value) ->
                                samples.computeIfAbsent(quantity, _ -> new ArrayList<>())
                                        .add(value));
            }
            faults.addAll(load.finish());
            done = load.done();
            server.stop();
            var rooms = server.folder().resolve("run");
            var _ = Await.within(Duration.ofSeconds(20), () -> users.of(rooms).isEmpty());
            faults.addAll(users.of(rooms));
        }
    }

    /** For docs/benchmarks.md, under a line that says what was done. */
    String table() {
        var text = new StringBuilder(done + "\n\n");
        text.append("| quantity | bound | last quarter | second quarter |\n|---|---|---|---|\n");
        verdicts().forEach(it -> text.append(it.row()).append('\n'));
        return text.toString();
    }

    void assertFlat() {
        assertThat(faults).as(this::table).isEmpty();
        assertThat(verdicts()).as(this::table).allMatch(SoakQuantity.Verdict::isFlat);
    }

    private List<SoakQuantity.Verdict> verdicts() {
        return samples.entrySet().stream()
                .map(it -> it.getKey().judge(it.getValue(), runs))
                .toList();
    }

    private Map<String, String> settings(TorturePage page) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("desktops.reachable", page.reachable());
        settings.put("runs.concurrency", "2");
        settings.put("sandboxes.warm_python", "1");
        settings.put("sandboxes.warm_java", "0");
        settings.putAll(users.settings());
        return settings;
    }
}
