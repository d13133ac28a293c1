package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Metrics;
import dev.handwright.base.Unavailable;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One request from its route to its reply: admit, handle, write; every error becomes a Problem. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Where the database or the store of files is away. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Auth auth;
    private final SignedRequest signatures;
    private final ByteSize bodyLimit;

    private final Streams streams;
    private final Metrics.Timers times;
    private final ClientAddress clients;
    private final Optional<Forwarding> forwarding;

    Exchange(
            Auth auth,
            SignedRequest signatures,
            ByteSize bodyLimit,
            ClientAddress clients,
            Streams streams,
            Optional<Forwarding> forwarding,
            Metrics metrics) {
        this.forwarding = forwarding;
        this.auth = auth;
        this.signatures = signatures;
        this.clients = clients;
        this.bodyLimit = bodyLimit;
        this.streams = streams;
        this.times =
                metrics.timers(
                        "handwright_http_request_seconds",
                        "Time from a request's headers to its answer; streams count to their start",
                        "route");
    }

    void run(Route route, Context context) throws IOException {
        var id = Gate.requestId(context.req());
        long begun = System.nanoTime();
        var name = route.method() + " " + route.path();
        try (var _ = MDC.putCloseable("request_id", id)) {
            var reply = answer(route, context, id);
            var took = Duration.ofNanos(System.nanoTime() - begun);
            times.record(name, took);
            LOG.debug(
                    "{} answered {} in {} ms to {}",
                    name,
                    reply.status(),
                    took.toMillis(),
                    clients.of(context.req()));
            try {
                write(reply, context);
            } catch (ClientGone e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                if (context.res().isCommitted()) {
                    LOG.warn("{} broke off", name, e);
                    breakOff(context);
                    return;
                }
                context.res().reset();
                context.res().setHeader(Gate.REQUEST_ID, id);
                write(inShapeOf(route, problem(e, name)), context);
            }
        }
    }

    private Reply answer(Route route, Context context, String id) throws IOException {
        try {
            var pass = forwarding.flatMap(it -> it.pass(context.req()));
            if (pass.isPresent()) {
                var caller = pass.get().caller().orElse(null);
                return route.handler().handle(new Request(context, id, caller, bodyLimit, null));
            }
            var caller = auth.admit(route.access(), context.req());
            byte[] signedBody =
                    caller == null
                            ? null
                            : signatures.verify(context.req(), caller.workspace()).orElse(null);
            var request = new Request(context, id, caller, bodyLimit, signedBody);
            if (forwarding.isPresent()) {
                var elsewhere = forwarding.get().reply(route, request);
                if (elsewhere.isPresent()) {
                    return elsewhere.get();
                }
            }
            return route.handler().handle(request);
        } catch (IOException | RuntimeException e) {
            return inShapeOf(route, problem(e, route.method() + " " + route.path()));
        }
    }

    private static Reply inShapeOf(Route route, Problem problem) {
        boolean desktops =
                route.path().equals("/desktops") || route.path().startsWith("/desktops/");
        return desktops ? problem.desktopReply() : problem.reply();
    }

    private void write(Reply reply, Context context) throws IOException {
        boolean unread = UnreadBody.isIn(context);
        if (unread) {
            context.res().setHeader("Connection", "close");
        }
        try (var _ = reply.body().held()) {
            send(reply, context);
        }
        if (unread) {
            UnreadBody.readAway(context);
        }
    }

    private void send(Reply reply, Context context) throws IOException {
        var response = context.res();
        response.setStatus(reply.status());
        reply.headers().forEach(response::setHeader);
        if (reply.status() == 204 || reply.status() == 304) {
            return;
        }
        reply.body().length().ifPresent(response::setContentLengthLong);
        var out = ClientGone.whereBroken(response.getOutputStream());
        if (reply.body().length().isPresent()) {
            reply.body().writer().write(out);
        } else {
            streams.run(reply.body().writer(), out);
        }
    }

    /** Ends the connection, so that the client sees that the answer is not whole. */
    private static void breakOff(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /** HEAD is not offered: a presigned URL is good for GET alone, and streams have no length. */
    void refuseHead(Context context) throws IOException {
        write(
                Problem.methodNotAllowed("HEAD is not offered here; use GET.")
                        .with("Allow", "GET")
                        .reply(),
                context);
    }

    /** A WebSocket that may not be opened; all are under {@code /desktops}. */
    void refusedUpgrade(Problem problem, Context context) {
        try {
            context.res().setHeader("Sec-WebSocket-Protocol", null);
            write(problem.desktopReply(), context);
        } catch (IOException e) {
            LOG.debug("the client has gone: {}", e.toString());
        }
    }

    /** No route fits, or not with this method. */
    void unmatched(HttpResponseException e, Context context) {
        var problem =
                switch (e.getStatus()) {
                    case 404 -> Problem.notFound("There is nothing at this path.");
                    case 405 -> methodNotAllowed(e.getDetails());
                    default -> Problem.of(e.getStatus(), "Invalid request", "Refused.");
                };
        writeQuietly(problem, context);
    }

    void failed(Exception e, Context context) {
        if (e instanceof ClientGone) {
            LOG.debug("the client has gone: {}", e.toString());
            breakOff(context);
            return;
        }
        writeQuietly(problem(e, context.req().getMethod()), context);
    }

    /**
     * @param details the methods alone, under a name that Javalin chooses by the request's Accept
     */
    private static Problem methodNotAllowed(Map<String, String> details) {
        var allowed = String.join(", ", details.values()).replace(", HEAD", "");
        return Problem.methodNotAllowed("This path takes %s.".formatted(allowed))
                .with("Allow", allowed);
    }

    private static Problem problem(Exception e, String what) {
        return switch (e) {
            case Problem problem -> problem;
            case ClientGone gone -> {
                LOG.debug("the client has gone: {}", gone.toString());
                yield Problem.of(
                        408,
                        "Request timeout",
                        "The body did not arrive whole, or not in time; send it again.");
            }
            case FileNotFoundException _, NoSuchFileException _ ->
                    Problem.notFound("This file is no longer kept.");
            case Unavailable _, IOException _ -> {
                LOG.warn("{}: {}", what, e.toString());
                yield Problem.unavailable(
                        "The server cannot store or read anything now; ask again. A POST may have"
                                + " taken effect: give it an Idempotency-Key to be safe.",
                        RETRY_AFTER);
            }
            default -> {
                LOG.error("{} failed", what, e);
                yield Problem.of(
                        500,
                        "Internal error",
                        "Something went wrong on our side; its cause is in the server's log under"
                                + " the X-Request-Id of this answer.");
            }
        };
    }

    private void writeQuietly(Problem problem, Context context) {
        try {
            write(problem.reply(), context);
        } catch (IOException e) {
            LOG.debug("the client has gone: {}", e.toString());
        }
    }
}
