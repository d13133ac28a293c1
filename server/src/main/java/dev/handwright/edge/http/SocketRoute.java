package dev.handwright.edge.http;

import dev.handwright.viewing.Link;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The handler of a route that is a WebSocket; a request without an upgrade is answered 426.
 *
 * @param door decides, for requests of clients, whether they may ask at all
 * @param admission decides before the upgrade
 */
record SocketRoute(Door door, Admission admission) implements Route.Handler {
    interface Door {
        /**
         * @throws Problem where this request may not ask for a WebSocket
         */
        void check(Request request);
    }

    interface Admission {
        /**
         * @throws Problem where this request may not have a WebSocket
         */
        Opening admit(Request request);
    }

    /** Takes the connection once it is upgraded. */
    interface Opening {
        Open open(Link link) throws IOException;
    }

    /** The other end of an open WebSocket. */
    interface Open {
        /** Blocks while it takes no more. */
        void received(ByteBuffer bytes);

        void received(String text);

        /**
         * @param leaving because the person closed the page, not because the network broke
         */
        void closed(boolean leaving);
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
