package dev.handwright.tools;

/**
 * Whether an agent may act on a desktop at this moment; asked before each action and again before
 * each press of a key or button in it.
 */
public interface Gate {
    Gate OPEN = () -> {};

    /**
     * Returns when it may.
     *
     * @throws Shut when it never may again
     */
    void pass() throws InterruptedException;

    /**
     * Does something short once it may.
     *
     * @throws Shut when it never may again, and nothing was done
     */
    default void act(Runnable act) throws InterruptedException {
        pass();
        act.run();
    }

    /** Nothing more is done on this desktop. */
    final class Shut extends RuntimeException {
        public Shut(String message) {
            super(message);
        }
    }
}
