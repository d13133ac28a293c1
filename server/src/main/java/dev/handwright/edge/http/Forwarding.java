package dev.handwright.edge.http;

import dev.handwright.nodes.Node;
import dev.handwright.nodes.Nodes;
import dev.handwright.nodes.Passes;
import dev.handwright.nodes.Passes.Pass;
import dev.handwright.nodes.Peers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests about what lives on another node are passed on to it, and answered as it answers. The
 * caller is checked here and vouched for by a pass; its key stays here.
 */
public final class Forwarding {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final String PASS = "X-Handwright-Pass";
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** What a request's headers say about its body and the answer that is wanted. */
    private static final List<String> PASSED_ON =
            List.of(
                    "Accept",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Modified-Since",
                    "If-None-Match",
                    "If-Range",
                    "Last-Event-ID",
                    "Range");

    /** Of the connection between the nodes, or set by each server. */
    private static final Set<String> NOT_PASSED_BACK =
            Set.of(
                    "connection",
                    "content-length",
                    "date",
                    "keep-alive",
                    "transfer-encoding",
                    "x-request-id");

    private final Nodes nodes;
    private final Passes passes;
    private final Peers peers;
    private final Places places;

    /** Finds what a request is about. */
    public interface Places {
        /** Empty where it is answered here. */
        Optional<Place> of(Route route, Request request);
    }

    /**
     * @param needed whether only that node has an answer
     */
    public record Place(Node.Id node, boolean needed) {}

    public Forwarding(Nodes nodes, Passes passes, Peers peers, Places places) {
        this.nodes = nodes;
        this.passes = passes;
        this.peers = peers;
        this.places = places;
    }

    /**
     * What another node vouches for; empty for a request of a client.
     *
     * @throws Problem 401 where it is not good
     */
    Optional<Pass> pass(HttpServletRequest request) {
        var text = request.getHeader(PASS);
        return text == null
                ? Optional.empty()
                : Optional.of(
                        passes.check(text, request.getMethod(), target(request))
                                .orElseThrow(() ->
                                        Problem.unauthorized(
                                                "This pass of another node is not good; nodes share"
                                                        + " their keys, and their clocks agree within"
                                                        + " minutes.")));
    }

    /** The answer of the node that has what a client asks about; empty where that is this one. */
    Optional<Reply> reply(Route route, Request request) throws IOException {
        var place = places.of(route, request);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(call(living(place.get().node()), route, request));
        } catch (Peers.Gone e) {
            if (place.get().needed()) {
                throw gone(place.get().node(), e);
            }
            return Optional.empty();
        }
    }

    /** The same for a WebSocket. */
    Optional<SocketRoute.Opening> opening(Route route, Request request) {
        return places.of(route, request).map(place -> opening(place.node(), request));
    }

    private Reply call(Node node, Route route, Request request) throws IOException, Peers.Gone {
        var target = target(request.servlet());
        var headers = headers(request);
        if (route.access() instanceof Access.Open) {
            request.header("Authorization").ifPresent(it -> headers.put("Authorization", it));
        }
        headers.put(PASS, passes.issue(node.id(), request.method(), target, request.knownCaller()));
        var length = length(request);
        try {
            return reply(
                    peers.call(
                            node.url(),
                            new Peers.Call(
                                    request.method(),
                                    target,
                                    headers,
                                    length,
                                    length.equals(OptionalLong.of(0))
                                            ? InputStream.nullInputStream()
                                            : request.bodyStream()),
                            () -> isAlive(node.id())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Peers.Gone(e);
        }
    }

    private SocketRoute.Opening opening(Node.Id id, Request request) {
        var target = target(request.servlet());
        try {
            var node = living(id);
            var protocols = request.header("Sec-WebSocket-Protocol").orElse("");
            var pass = passes.issue(id, request.method(), target, Optional.empty());
            var channel =
                    peers.open(
                            node.url(),
                            target,
                            Map.of(PASS, pass, "X-Request-Id", request.id()),
                            Arrays.stream(protocols.split(",")).map(String::strip).toList());
            return link -> new PassedOn(channel, link);
        } catch (Peers.Refused e) {
            throw Problem.of(
                    e.status(),
                    "Refused",
                    e.status() == 404
                            ? "This desktop has ended."
                            : "This link has expired, was ended, or is not whole; ask for a new one.");
        } catch (Peers.Gone e) {
            throw gone(id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone(id, new Peers.Gone(e));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("This WebSocket cannot be passed on: " + e.getMessage());
        }
    }

    private static Reply reply(Peers.Answer answer) {
        var headers = new LinkedHashMap<>(answer.headers());
        headers.keySet().removeAll(NOT_PASSED_BACK);
        var text = answer.headers().get("content-length");
        var length = text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        return new Reply(
                answer.status(),
                headers,
                new Reply.Body(length, out -> copy(answer.body(), out, length.isEmpty()), answer));
    }

    /**
     * @param atOnce whether each piece goes out when it comes, as of a stream
     */
    private static void copy(InputStream from, OutputStream to, boolean atOnce) throws IOException {
        var buffer = new byte[16 * 1024];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            if (atOnce) {
                to.flush();
            }
        }
    }

    private static Map<String, String> headers(Request request) {
        var headers = new LinkedHashMap<String, String>();
        PASSED_ON.forEach(name -> request.header(name).ifPresent(it -> headers.put(name, it)));
        headers.put("X-Request-Id", request.id());
        return headers;
    }

    /** Of the body; empty where it comes in pieces. */
    private static OptionalLong length(Request request) {
        return request.header("Transfer-Encoding").isPresent()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, request.announcedLength()));
    }

    /** As it was sent. */
    private static String target(HttpServletRequest request) {
        var query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }

    private Node living(Node.Id id) throws Peers.Gone {
        return nodes.list().stream()
                .filter(it -> it.alive() && it.node().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Peers.Gone("it was silent for too long"))
                .node();
    }

    private boolean isAlive(Node.Id id) {
        return nodes.list().stream().anyMatch(it -> it.alive() && it.node().id().equals(id));
    }

    private static Problem gone(Node.Id id, Peers.Gone e) {
        LOG.warn("{} does not answer: {}", id, String.valueOf(e.getMessage()));
        return Problem.unavailable(
                "What you ask for is on another machine of this server, which does not answer now; try again.",
                AGAIN);
    }
}
