package dev.handwright.worker;

import dev.handwright.base.Unavailable;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Gives each run its workplace. */
public interface Workplaces {
    /** Whether one could be opened now; where not, runs need not be taken yet. */
    boolean ready();

    /**
     * @param network narrows what its desktop reaches
     * @param log takes what the code prints, and each thing it does on the desktop
     * @throws NoWorkplace when there is no desktop to be had
     * @throws Unavailable while it is not {@link #ready}
     */
    Workplace open(Run run, NetworkRules network, RunLog log) throws InterruptedException;

    /**
     * The workplace that an earlier server has opened, as it is now; empty where its desktop is
     * gone.
     */
    Optional<Workplace> adopt(Run run, Desktop desktop, RunLog log);

    /** From now on there are none: {@code open} fails, also where it has waited for long. */
    void refuse();

    /**
     * What was filmed of a run whose desktop is gone.
     *
     * @return the film, empty where there is none; the caller closes it
     */
    Optional<InputStream> lostRecording(Run run) throws IOException;

    /** Removes what {@link #lostRecording} has made. */
    void forgetLost(Run run);

    /** The message is for the customer. */
    final class NoWorkplace extends RuntimeException {
        public NoWorkplace(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
