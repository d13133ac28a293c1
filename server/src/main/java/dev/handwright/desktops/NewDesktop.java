package dev.handwright.desktops;

import java.time.Duration;
import java.util.Optional;

/**
 * What a workspace asks for; what is left out is as configured.
 *
 * @param idleTimeout after so long without use it is ended
 */
public record NewDesktop(
        Optional<OwnedDesktop.Name> name,
        Optional<DisplaySize> display,
        NetworkRules network,
        Optional<Duration> idleTimeout) {
    public static NewDesktop plain() {
        return new NewDesktop(
                Optional.empty(), Optional.empty(), NetworkRules.NONE, Optional.empty());
    }
}
