package dev.handwright.edge.http;

import dev.handwright.viewing.Link;
import dev.handwright.viewing.Viewers;
import java.io.IOException;

/**
 * The handler of a route that is a WebSocket; a request without an upgrade is answered 426.
 *
 * @param admission decides before the upgrade
 */
record SocketRoute(Admission admission) implements Route.Handler {
    interface Admission {
        /**
         * @throws Problem where this request may not have a WebSocket
         */
        Opening admit(Request request);
    }

    /** Takes the connection once it is upgraded. */
    interface Opening {
        Viewers.Opened open(Link link) throws IOException;
    }

    @Override
    public Reply handle(Request request) {
        throw Problem.of(
                        426,
                        "Upgrade required",
                        "This path is a WebSocket; connect to it with a client for those.")
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade");
    }
}
