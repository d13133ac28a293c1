package dev.handwright;

import dev.handwright.adapter.local.FfmpegRecorder;
import dev.handwright.adapter.sql.SqlArtifactStore;
import dev.handwright.adapter.sql.SqlFirstStart;
import dev.handwright.adapter.sql.SqlSigningSecretStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.adapter.web.HttpPeers;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.Ids;
import dev.handwright.edge.http.ArtifactRoutes;
import dev.handwright.edge.http.DocsRoutes;
import dev.handwright.edge.http.Forwarding;
import dev.handwright.edge.http.HealthRoutes;
import dev.handwright.edge.http.KeyRoutes;
import dev.handwright.edge.http.MetricsRoutes;
import dev.handwright.edge.http.NodePlaces;
import dev.handwright.edge.http.NodeRoutes;
import dev.handwright.edge.http.Route;
import dev.handwright.edge.http.Server;
import dev.handwright.edge.http.ServerSettings;
import dev.handwright.edge.http.WebhookRoutes;
import dev.handwright.edge.http.WebhookSecretRoutes;
import dev.handwright.nodes.Node;
import dev.handwright.nodes.Passes;
import dev.handwright.nodes.Role;
import dev.handwright.runs.CallbackRules;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.workspaces.Workspaces;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole program, wired by hand from top to bottom and closed from bottom to top. */
public final class App implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);

    /** Five pictures a second are enough to follow what a run did. */
    private static final Duration FILM_INTERVAL = Duration.ofMillis(200);

    private final Config config;
    private final Clock clock;
    private final Ids ids;
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private @Nullable Server server;
    private Optional<String> madeAtFirstStart = Optional.empty();

    private App(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.ids = new SystemIds(clock);
    }

    /** Starts everything; when one part fails, those before it are closed again. */
    public static App start(Config config, Clock clock) {
        var app = new App(config, clock);
        try {
            app.build();
            return app;
        } catch (RuntimeException e) {
            app.close(); // half a program must not stay up
            throw e;
        }
    }

    private void build() {
        var folders = Folders.make(config.storage());
        keep(DataLock.take(folders));
        var desktopHost = DesktopWiring.host(config, folders, clock);
        Isolation.check(config, folders, desktopHost);
        var database = keep(DatabaseStart.waiting(config.storage(), folders));
        var metrics = new PrometheusMetrics();
        var keys = ServerKeys.openOrMake(config.storage(), folders.keys(), ids);
        var workspaces = new Workspaces(new SqlWorkspaceStore(database), clock, ids);
        var artifacts =
                new Artifacts(
                        new SqlArtifactStore(database),
                        keep(Blobs.open(config.s3(), folders)).store(),
                        new UrlSigner(keys.derive("artifact urls"), clock),
                        this::publicUrl,
                        clock);
        var sealing = new Sealing(keys, ids);
        // Closed late: while webhooks may still go out, others must not take this node for dead.
        var nodes = keep(NodeWiring.nodes(config, folders, database, this::address, clock, ids));
        var outbox = keep(Outbox.start(config, database, sealing, nodes, clock, ids, metrics));
        var base =
                new Foundation(
                        config,
                        folders,
                        database,
                        keys,
                        sealing,
                        artifacts,
                        metrics,
                        nodes,
                        this::publicUrl,
                        clock,
                        ids);
        var recorder = new FfmpegRecorder(desktopHost, FILM_INTERVAL);
        var desktops = keep(new DesktopWiring(base, desktopHost, recorder));
        var sandboxes = keep(SandboxWiring.start(config, folders, ids, RunWiring.sandboxes(base)));
        var runs =
                new RunWiring(
                        base, sandboxes.host(), desktops, recorder, callbackRules(), outbox::wake);
        madeAtFirstStart =
                new FirstStart(workspaces, outbox.secrets(), new SqlFirstStart(database), folders)
                        .run();

        var schedules = new ScheduleWiring(base, runs);
        var routes = routes(base, workspaces, desktops, runs, outbox);
        if (config.nodes().has(Role.API)) {
            routes.addAll(schedules.routes());
        }
        server = keep(listen(base, workspaces, routes, forwarding(base, desktops, runs)));
        keep(desktops.views().viewers()); // before the server, which would wait for them
        desktops.start();
        nodes.start(() -> new Node.Load(runs.running(), desktops.owned()), runs::review);
        keep(runs).start();
        keep(schedules).start();
        sandboxes.warmUp();
        LOG.info("Handwright answers at {}", address());
    }

    private List<Route> routes(
            Foundation base,
            Workspaces workspaces,
            DesktopWiring desktops,
            RunWiring runs,
            Outbox outbox) {
        var routes = new ArrayList<Route>();
        routes.addAll(new HealthRoutes(clock).routes());
        routes.addAll(
                new MetricsRoutes(base.metrics()::read, config.http().metricsOpen()).routes());
        if (config.nodes().has(Role.API)) {
            routes.addAll(new DocsRoutes().routes());
            routes.addAll(new KeyRoutes(workspaces).routes());
            routes.addAll(new NodeRoutes(base.nodes()).routes());
            routes.addAll(new ArtifactRoutes(base.artifacts()).routes());
            routes.addAll(desktops.routes());
            routes.addAll(runs.routes(outbox.webhooks()));
            routes.addAll(new WebhookRoutes(outbox.webhooks()).routes());
            routes.addAll(new WebhookSecretRoutes(outbox.secrets()).routes());
        } else if (config.storage().database().isPresent()) {
            // For other nodes, about what is here.
            desktops.routes().forEach(it -> routes.add(it.forPeers()));
            runs.routes(outbox.webhooks()).forEach(it -> routes.add(it.forPeers()));
        }
        return routes;
    }

    /** Empty where no other server can use this database. */
    private Optional<Forwarding> forwarding(
            Foundation base, DesktopWiring desktops, RunWiring runs) {
        if (config.storage().database().isEmpty()) {
            return Optional.empty();
        }
        var self = base.nodes().id();
        return Optional.of(
                new Forwarding(
                        base.nodes(),
                        new Passes(base.keys().derive("passes of nodes"), self, clock),
                        keep(new HttpPeers()),
                        new NodePlaces(
                                base.nodes(),
                                desktops.desktops(),
                                runs.runs(),
                                config.nodes().has(Role.DESKTOPS))));
    }

    private Server listen(
            Foundation base,
            Workspaces workspaces,
            List<Route> routes,
            Optional<Forwarding> forwarding) {
        var signing =
                new SigningSecrets(
                        new SqlSigningSecretStore(base.database()), base.sealing(), clock, ids);
        return new Server(
                serverSettings(config.http()),
                workspaces,
                signing,
                ids,
                base.metrics(),
                routes,
                forwarding);
    }

    /** Where it listens. */
    public URI address() {
        var http = config.http();
        var scheme = http.tlsCertificate().isPresent() ? "https" : "http";
        var host = http.bind().contains(":") ? "[" + http.bind() + "]" : http.bind();
        return URI.create(scheme + "://" + host + ":" + Objects.requireNonNull(server).port());
    }

    /** Everything it answers to, each as {@code GET /runs/{id}}. */
    public List<String> routes() {
        return Objects.requireNonNull(server).routes();
    }

    /** Where clients reach it; what every URL that is handed out begins with. */
    public URI publicUrl() {
        return config.http().publicUrl().orElseGet(this::address);
    }

    /** The first key and webhook secret, where this start made them; never to be logged. */
    Optional<String> madeAtFirstStart() {
        return madeAtFirstStart;
    }

    @Override
    public void close() {
        while (!kept.isEmpty()) {
            var part = kept.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }

    /** {@link #close} will undo it, in reverse order. */
    private <T extends AutoCloseable> T keep(T part) {
        kept.push(part);
        return part;
    }

    private CallbackRules callbackRules() {
        var webhooks = config.webhooks();
        var rules = webhooks.addressRules();
        return new CallbackRules(
                webhooks.plainHttp(),
                host ->
                        rules.refusalOfLiteral(host)
                                .map(it ->
                                        "leads to %s, which is %s; whoever runs this server can"
                                                        .formatted(host, it)
                                                + " allow it in webhooks.allowed_addresses"));
    }

    private static ServerSettings serverSettings(Config.Http http) {
        return new ServerSettings(
                http.bind(),
                http.port(),
                http.tlsCertificate()
                        .flatMap(certificate ->
                                http.tlsKey().map(key -> new ServerSettings.Tls(certificate, key))),
                http.trustedProxies(),
                http.bodyLimit(),
                http.concurrency(),
                http.connections(),
                http.idleTimeout(),
                http.drainTimeout());
    }
}
