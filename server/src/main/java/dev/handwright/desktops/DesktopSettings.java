package dev.handwright.desktops;

/**
 * @param pool desktops kept started and unused
 * @param most desktops at a time, those of the pool included, at least 1
 */
public record DesktopSettings(int pool, int most, DisplaySize display) {
    public DesktopSettings {
        if (pool < 0 || most < 1 || pool > most) {
            throw new IllegalArgumentException(
                    "at least one desktop, and no more in the pool than in all: "
                            + pool
                            + " of "
                            + most);
        }
    }
}
