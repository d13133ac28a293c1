package dev.handwright.edge.http;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.Session;

/** Finds the desktop of a path that begins with {@code /desktops/{id}}. */
public final class OpenDesktops {
    private final Desktops desktops;

    public OpenDesktops(Desktops desktops) {
        this.desktops = desktops;
    }

    /**
     * The caller's living desktop, now in use. It is shared: not to be closed.
     *
     * @throws Problem 404 where the caller's workspace has none of this id
     */
    public Session of(Request request) {
        return desktops.open(request.workspace(), id(request))
                .orElseThrow(() -> none(desktops, request));
    }

    /**
     * Where the screen of the caller's desktop was silent.
     *
     * @throws Problem 404 with the reason, where the desktop has died or was deleted meanwhile
     */
    void requireAlive(Request request) {
        try {
            var _ = desktops.endIfDead(id(request));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var _ = of(request);
    }

    static Desktop.Id id(Request request) {
        return new Desktop.Id(request.path("id"));
    }

    static Problem none(Desktops desktops, Request request) {
        return Problem.notFound(
                desktops.whyEnded(request.workspace(), id(request))
                        .map("This desktop is gone: %s. Create another one."::formatted)
                        .orElse(
                                "There is no living desktop with this id; GET /desktops lists"
                                        + " those there are."));
    }
}
