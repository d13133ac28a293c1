package dev.handwright.it;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps at which a server is killed, and how often it was at each. A step is the beginning of a
 * method that comes right after something was committed, or right before.
 */
final class TortureSteps {
    /** Only a run whose desktop is gone gets here. */
    static final String BEGINNING_ANEW = "worker.Journal.startOver";

    /** A method by its class below {@code dev.handwright} and its name. */
    static final List<String> ALL =
            List.of(
                    "runs.Runs.start",
                    "adapter.sql.SqlRunStore.add",
                    "runs.RunQueue.take",
                    "runs.RunQueue.takeBack",
                    "worker.Worker.resume",
                    "worker.RunExecution.execute",
                    "runs.RunSecrets.open",
                    "worker.DesktopWorkplaces.open",
                    "worker.DesktopWorkplaces.adopt",
                    "worker.DesktopWorkplaces.film",
                    "worker.Journal.put",
                    "worker.Journal.earlier",
                    BEGINNING_ANEW,
                    "adapter.local.LocalSandboxHost.start",
                    "adapter.local.LocalSandboxHost.adopt",
                    "adapter.local.LocalSandboxHost.reapStrays",
                    "adapter.local.SandboxLink.handOver",
                    "worker.ToldCalls.call",
                    "worker.Journal.intend",
                    "worker.Journal.answer",
                    "adapter.sql.SqlJournalStore.add",
                    "edge.rpc.RunRpc.call",
                    "adapter.local.FrameStream.send",
                    "worker.RunOutputs.collect",
                    "worker.RunOutputs.keepRecording",
                    "adapter.local.FilmParts.join",
                    "adapter.sql.SqlArtifactStore.add",
                    "worker.RunExecution.end",
                    "runs.RunLogs.keep",
                    "adapter.sql.SqlRunStore.end",
                    "adapter.sql.SqlRunStore.addEvent",
                    "runs.RunLogs.forget",
                    "adapter.local.LocalSandbox.close",
                    "desktops.Session.close",
                    "adapter.sql.SqlWebhookStore.claim",
                    "adapter.sql.SqlWebhookStore.record");

    /** So many are waited for at once; the server is killed at the one it gets to first. */
    private static final int AT_ONCE = 6;

    /** Not only the first time that it gets there after its start. */
    private static final int PASSAGES = 3;

    private final Random random;
    private final Map<String, Integer> reached = new HashMap<>();
    private final Map<String, Integer> missed = new HashMap<>();

    TortureSteps(Random random) {
        this.random = random;
    }

    /**
     * Some of those where the server was killed least often, each with how often it may pass there.
     * No others are among them, as those at the end of a run would never be got to.
     */
    Map<String, Integer> next() {
        int least = ALL.stream().mapToInt(this::turns).min().orElseThrow();
        var some = new ArrayList<>(ALL.stream().filter(it -> turns(it) == least).toList());
        Collections.shuffle(some, random);
        return some.stream()
                .limit(AT_ONCE)
                .collect(
                        Collectors.toMap(
                                it -> it, this::passages, (_, _) -> 0, LinkedHashMap::new));
    }

    private int passages(String step) {
        return random.nextInt(Math.min(PASSAGES, 1 + reached.getOrDefault(step, 0)));
    }

    /** What was waited for in vain keeps no others from being waited for. */
    private int turns(String step) {
        return reached.getOrDefault(step, 0) + missed.getOrDefault(step, 0) / 3;
    }

    /** The server was killed here. */
    void reached(String step) {
        reached.merge(step, 1, Integer::sum);
    }

    /** The server was killed before it came to one of these. */
    void missed(Iterable<String> steps) {
        steps.forEach(it -> missed.merge(it, 1, Integer::sum));
    }

    /** All steps with how often the server was killed there, least often first. */
    @Override
    public String toString() {
        return ALL.stream()
                .sorted(Comparator.comparing(it -> reached.getOrDefault(it, 0)))
                .map(it -> reached.getOrDefault(it, 0) + " " + it)
                .collect(Collectors.joining(", "));
    }

    /** Names of steps that are no method of the program any more. */
    static List<String> unknown() {
        return ALL.stream().filter(it -> !exists(it)).toList();
    }

    private static boolean exists(String step) {
        int dot = step.lastIndexOf('.');
        try {
            var type = Class.forName("dev.handwright." + step.substring(0, dot));
            return Stream.of(type.getDeclaredMethods())
                    .anyMatch(it -> it.getName().equals(step.substring(dot + 1)));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
