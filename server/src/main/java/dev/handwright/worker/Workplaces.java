package dev.handwright.worker;

import dev.handwright.desktops.NetworkRules;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;

/** Gives each run its workplace. */
public interface Workplaces {
    /**
     * @param network narrows what its desktop reaches
     * @param log takes what the code prints, and each thing it does on the desktop
     * @throws NoWorkplace when there is no desktop to be had
     */
    Workplace open(Run run, NetworkRules network, RunLog log) throws InterruptedException;

    /** The message is for the customer. */
    final class NoWorkplace extends RuntimeException {
        public NoWorkplace(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
