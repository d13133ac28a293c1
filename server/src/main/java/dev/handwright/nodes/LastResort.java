package dev.handwright.nodes;

/** Kills this process at a moment, whether it runs then or is stopped. Calls take turns. */
public interface LastResort {
    LastResort NONE =
            new LastResort() {
                @Override
                public void killAt(long nanos) {}

                @Override
                public void spare() {}
            };

    /**
     * Instead of any moment named before.
     *
     * @param nanos of {@link System#nanoTime}; at once where it is over
     */
    void killAt(long nanos);

    /** Not any more. */
    void spare();
}
