package dev.handwright.nodes;

import java.util.Locale;

/** What a node is there for. */
public enum Role {
    /** Answers clients. */
    API,
    /** Executes runs, on desktops of its own. */
    WORKER,
    /** Has desktops. */
    DESKTOPS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
