package dev.handwright.tools;

import dev.handwright.desktops.Desktop;
import java.util.List;

/** Where tool logs are kept. */
public interface ToolLogStore {
    /**
     * Adds entries in their order, and deletes the oldest of each desktop beyond {@code most}.
     * Those of a desktop that is gone are dropped.
     */
    void add(List<ToolLog.Entry> entries, int most);

    /** Those of a desktop, newest last. */
    List<ToolLog.Entry> of(Desktop.Id desktop);
}
