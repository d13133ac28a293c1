package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.viewing.Ending;
import dev.handwright.viewing.Link;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsHandlerType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSockets of the HTTP server: admitted before the upgrade, then one message at a time. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final String OPENING = "dev.handwright.opening";
    private static final ByteSize BINARY_LIMIT = new ByteSize(128 * 1024);
    private static final long TEXT_LIMIT = 1024;

    /** Messages on their way to one viewer: one piece of the picture, and who has the desktop. */
    private static final int WAITING_LIMIT = 64;

    /** Four pings long: then the network is broken. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Codes with which a browser says that the person has left the page. */
    private static final List<Integer> LEAVING = List.of(1000, 1001, 1005);

    /** Each from before it opens, as it may be closed while it does. */
    private final Map<String, CompletableFuture<SocketRoute.Open>> open = new ConcurrentHashMap<>();

    private final Optional<Forwarding> forwarding;

    Sockets(Optional<Forwarding> forwarding) {
        this.forwarding = forwarding;
    }

    void add(Route route, SocketRoute socket, JavalinConfig config) {
        config.routes.addEndpoint(
                new Endpoint(
                        HandlerType.WEBSOCKET_BEFORE_UPGRADE,
                        route.path(),
                        context -> context.attribute(OPENING, admit(route, socket, context))));
        config.routes.addWsHandler(WsHandlerType.WEBSOCKET, route.path(), this::configure);
    }

    private SocketRoute.Opening admit(Route route, SocketRoute socket, Context context) {
        if (!context.req().getMethod().equals("GET")) { // Javalin's name of this step is one, too
            throw Problem.methodNotAllowed("This path takes GET.").with("Allow", "GET");
        }
        var request =
                new Request(context, Gate.requestId(context.req()), null, new ByteSize(0), null);
        if (forwarding.flatMap(it -> it.pass(context.req())).isPresent()) {
            return socket.admission().admit(request); // its node has looked at the door
        }
        if (route.access() instanceof Access.Peers) {
            throw Problem.notFound("There is nothing at this path.");
        }
        socket.door().check(request);
        return forwarding
                .flatMap(it -> it.opening(route, request))
                .orElseGet(() -> socket.admission().admit(request));
    }

    private void configure(WsConfig socket) {
        socket.onConnect(this::connected);
        socket.onBinaryMessage(context -> receiver(context).received(context.data()));
        socket.onMessage(context -> receiver(context).received(context.message()));
        socket.onClose(context -> {
            var gone = open.remove(context.sessionId());
            if (gone != null) {
                var _ = gone.thenAccept(it -> it.closed(LEAVING.contains(context.status())));
            }
        });
        socket.onError(context -> LOG.debug("a WebSocket failed: {}", context.error()));
    }

    private void connected(WsConnectContext context) {
        var session = context.session;
        session.setIdleTimeout(IDLE);
        session.setMaxBinaryMessageSize(BINARY_LIMIT.bytes());
        session.setMaxTextMessageSize(TEXT_LIMIT);
        session.setMaxOutgoingFrames(WAITING_LIMIT);
        var link = new JettyLink(session);
        var opened = new CompletableFuture<SocketRoute.Open>();
        open.put(context.sessionId(), opened);
        try {
            var opening = Objects.requireNonNull(context.<SocketRoute.Opening>attribute(OPENING));
            opened.complete(opening.open(link));
        } catch (IOException e) {
            LOG.warn("a desktop's screen does not answer a viewer", e);
            link.close(Ending.SCREEN_GONE);
        }
    }

    private SocketRoute.Open receiver(WsContext context) {
        var opened = Objects.requireNonNull(open.get(context.sessionId()), "after the end");
        return Objects.requireNonNull(opened.getNow(null), "not opened");
    }

    private record JettyLink(Session session) implements Link {
        @Override
        public void bytes(ByteBuffer bytes) throws IOException {
            var sent = new Callback.Completable();
            session.sendBinary(bytes, sent);
            try {
                sent.get();
            } catch (ExecutionException e) {
                throw new IOException("the viewer's connection has ended", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        /** One that does not read is cut off, on another thread, as this must not block. */
        @Override
        public void text(String json) {
            session.sendText(
                    json,
                    Callback.from(() -> {}, _ -> Thread.ofVirtual().start(session::disconnect)));
        }

        @Override
        public void ping() {
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }

        @Override
        public void close(Ending ending) {
            session.close(ending.code(), ending.reason(), Callback.NOOP);
        }
    }
}
