package dev.handwright.edge.http;

import dev.handwright.base.Ids;
import dev.handwright.base.Metrics;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.workspaces.Workspaces;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server. Selectors are platform threads, so that no pinned carrier can stop them; each
 * request is handled on a virtual thread, so many at a time as the settings say.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** Acceptor, selectors and Jetty's own jobs; handlers never run on these. */
    private static final int PLATFORM_THREADS = 32;

    private final ServerSettings settings;
    private final List<Route> routes;
    private final Javalin javalin;

    private final Streams streams = new Streams();

    /** One that is alone. */
    public Server(
            ServerSettings settings,
            Workspaces workspaces,
            SigningSecrets signing,
            Ids ids,
            Metrics metrics,
            List<Route> routes) {
        this(settings, workspaces, signing, ids, metrics, routes, Optional.empty());
    }

    /**
     * Binds the port and answers from then on.
     *
     * @param forwarding empty where there are no other nodes
     */
    public Server(
            ServerSettings settings,
            Workspaces workspaces,
            SigningSecrets signing,
            Ids ids,
            Metrics metrics,
            List<Route> routes,
            Optional<Forwarding> forwarding) {
        this.settings = settings;
        this.routes = List.copyOf(routes);
        var exchange =
                new Exchange(
                        new Auth(workspaces),
                        new SignedRequest(signing, settings.bodyLimit()),
                        settings.bodyLimit(),
                        new ClientAddress(settings.trustedProxies()),
                        streams,
                        forwarding,
                        metrics);
        javalin =
                Javalin.create(config -> {
                    configureJetty(config, ids);
                    configureRouting(config, exchange, new Sockets(forwarding));
                });
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new CannotListen(settings, e);
        }
    }

    /** The port it listens on, also where the settings left the choice to the machine. */
    public int port() {
        return javalin.port();
    }

    /** Those for clients, each as {@code GET /runs/{id}}, WebSockets among them. */
    public List<String> routes() {
        return routes.stream()
                .filter(it -> !(it.access() instanceof Access.Peers))
                .map(it -> it.method() + " " + it.path())
                .map(it -> it.replace('<', '{').replace('>', '}'))
                .toList();
    }

    /**
     * Takes no more requests and waits for those under way, at most the drain timeout; then ends
     * them.
     */
    @Override
    public void close() {
        streams.stop();
        try {
            javalin.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn("requests under way were ended after {}", settings.drainTimeout());
        }
    }

    /** The address cannot be had. */
    public static final class CannotListen extends RuntimeException {
        CannotListen(ServerSettings settings, JavalinBindException cause) {
            super(
                    "%s port %d cannot be listened on; is another server running there?"
                            .formatted(settings.bind(), settings.port()),
                    cause);
        }
    }

    private void configureJetty(JavalinConfig config, Ids ids) {
        var handlers = new VirtualThreadPool();
        handlers.setName("http");
        handlers.setMaxConcurrentTasks(settings.concurrency());
        var threads = new QueuedThreadPool(PLATFORM_THREADS, 4);
        threads.setName("jetty");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(handlers);
        config.jetty.threadPool = threads;
        config.jetty.host = settings.bind();
        config.jetty.port = settings.port();
        config.jetty.modifyHttpConfiguration(Server::configureHttp);
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(Math.max(1, settings.drainTimeout().toMillis()));
            server.setErrorHandler(new ServerErrors(ids));
            server.insertHandler(new Gate(ids));
            server.addBean(new NetworkConnectionLimit(settings.connections(), server));
        });
        config.jetty.addConnector((server, http) -> Connectors.of(server, http, settings));
        config.jetty.modifyServletContextHandler(context -> {
            context.getServletHandler().setDecodeAmbiguousURIs(true);
            context.setErrorHandler(new ServerErrors(ids));
        });
    }

    /**
     * Odd paths are let through to our own checks in {@link Gate}: Jetty would answer them with a
     * page of its own.
     */
    private static void configureHttp(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(16 * 1024);
    }

    private void configureRouting(JavalinConfig config, Exchange exchange, Sockets sockets) {
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.startup.showJavalinBanner = false;
        config.router.ignoreTrailingSlashes = true;
        for (var route : routes) {
            config.routes.addEndpoint(
                    new Endpoint(
                            HandlerType.findOrCreate(route.method()),
                            route.path(),
                            context -> exchange.run(route, context)));
        }
        routes.stream()
                .filter(route -> route.method().equals("GET"))
                .forEach(route ->
                        config.routes.addEndpoint(
                                new Endpoint(
                                        HandlerType.HEAD, route.path(), exchange::refuseHead)));
        for (var route : routes) {
            if (route.handler() instanceof SocketRoute socket) {
                sockets.add(route, socket, config);
            }
        }
        config.routes.exception(Problem.class, exchange::refusedUpgrade);
        config.routes.exception(HttpResponseException.class, exchange::unmatched);
        config.routes.exception(Exception.class, exchange::failed);
    }
}
