package dev.handwright.webhooks;

import dev.handwright.nodes.Node;
import dev.handwright.runs.Run;
import dev.handwright.workspaces.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where events and attempts are kept. Events are added by the transaction that changes a run. */
public interface WebhookStore {
    /** Origins of which an event is due, in any order. */
    List<String> dueOrigins(Instant now);

    /**
     * Takes due events whose {@link Turn} it is, in one transaction: each gets the number of its
     * attempt and belongs to the node until that is recorded, or the claim given back. The node
     * itself may take it again after the lease, by its own clock.
     *
     * @param rooms how many to take at most, by origin
     * @param node who takes them
     */
    Claimed claim(Map<String, Integer> rooms, String node, Instant now, Duration lease);

    /**
     * @param looked how many due events were looked at; 0 when there is nothing to do for now
     */
    record Claimed(List<WebhookEvent> events, int looked) {
        public Claimed {
            events = List.copyOf(events);
        }
    }

    /**
     * Records an attempt and what follows from it: the event's new state, the end's turn, the stop
     * of the run's other events.
     *
     * @return false when the claim was lost meanwhile; then nothing was recorded
     */
    boolean record(WebhookEvent event, Attempt attempt, Retries.Verdict verdict, Instant now);

    /**
     * Gives back what a node had claimed before it was started anew, and what no known node has.
     */
    int releaseClaims(String node, Instant now);

    /** Gives back what a dead node had claimed; nothing where it has beaten again meanwhile. */
    int releaseClaims(Node dead, Instant now);

    /** The run's events in order, each with its attempts, oldest first; empty if no such run. */
    Optional<List<Logged>> ofRun(Workspace.Id workspace, Run.Id run);

    record Logged(WebhookEvent event, List<Attempt> attempts) {
        public Logged {
            attempts = List.copyOf(attempts);
        }
    }

    /** Makes a settled event due again, or a waiting one due now; false if it changed meanwhile. */
    boolean redeliver(WebhookEvent seen, Instant now);

    /** Of the events not yet delivered: when delivery of the oldest was asked for. */
    Optional<Instant> oldestUndelivered();

    /** The same within one workspace, and how many there are. */
    Undelivered undelivered(Workspace.Id workspace);

    record Undelivered(long count, Optional<Instant> oldest) {}
}
