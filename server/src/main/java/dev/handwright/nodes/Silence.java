package dev.handwright.nodes;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How long each node has been silent, by our own clock since we saw its last beat first. A server
 * that has just started knows of none that it is dead. For many threads.
 */
final class Silence {
    private final LongSupplier nanos;
    private final ConcurrentHashMap<Node.Id, Heard> heard = new ConcurrentHashMap<>();

    Silence(LongSupplier nanos) {
        this.nanos = nanos;
    }

    Duration of(Node node) {
        long now = nanos.getAsLong();
        var last =
                heard.compute(
                        node.id(),
                        (_, before) ->
                                before != null && before.isLastOf(node)
                                        ? before
                                        : new Heard(node.incarnation(), node.beat(), now));
        return Duration.ofNanos(now - last.at);
    }

    private record Heard(String incarnation, long beat, long at) {
        boolean isLastOf(Node node) {
            return beat == node.beat() && incarnation.equals(node.incarnation());
        }
    }
}
