package dev.handwright.nodes;

import java.util.List;

/** Keeps what nodes tell of themselves. */
public interface NodeStore {
    /** Writes the node's row, whichever start of it wrote it before. */
    void begin(Node node);

    /**
     * Writes the node's row again.
     *
     * @return false where a later start of it has begun; nothing is written then
     */
    boolean beat(Node node);

    /** Every node that has begun and was not forgotten, by id. */
    List<Node> all();

    /**
     * Forgets a node that is still as it was seen, unless runs, desktops or attempts of webhooks
     * that it had are still to be ended or taken over.
     */
    boolean forget(Node dead);
}
