package dev.handwright.agent;

import dev.handwright.adapter.vlm.Endpoint;
import dev.handwright.adapter.vlm.JsonSchemas;
import dev.handwright.adapter.vlm.KnownModel;
import dev.handwright.adapter.vlm.KnownModel.Api;
import dev.handwright.adapter.vlm.RemoteModels;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.Session;
import dev.handwright.fakes.CountedMetrics;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.FakeScreen;
import dev.handwright.fakes.FakeVendor;
import dev.handwright.fakes.FakeVendor.Move;
import dev.handwright.fakes.FakeVendor.Seen;
import dev.handwright.fakes.MemoryArtifactStore;
import dev.handwright.fakes.MemoryBlobStore;
import dev.handwright.fakes.MemoryStepStore;
import dev.handwright.fakes.MemoryVeilStore;
import dev.handwright.secrets.Redaction;
import dev.handwright.secrets.Secret;
import dev.handwright.tools.Cameras;
import dev.handwright.tools.Control;
import dev.handwright.tools.Toolboxes;
import dev.handwright.workspaces.Workspace;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** An agent at a painted screen, asking a stand-in vendor over HTTP. */
public final class AgentHouse implements AutoCloseable {
    public static final int MAGENTA = 0xff00ff;
    public static final int GREEN = 0x00c000;
    public static final UUID RUN = new UUID(0, 1);
    public static final Workspace.Id WORKSPACE = new Workspace.Id("ws_1");

    /** A painted screen shows at once what it shows. */
    private static final ToolDesk.Pace PACE =
            new ToolDesk.Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    static final Limits LIMITS =
            new Limits(
                    Duration.ofMinutes(1),
                    100,
                    4,
                    Limits.Bound.NONE,
                    Limits.Bound.NONE,
                    Limits.Bound.NONE);

    public final FakeVendor vendor;
    public final FakeScreen screen;
    public final MemoryStepStore steps = new MemoryStepStore();
    public final MemoryBlobStore blobs = new MemoryBlobStore();
    public final List<String> log = new ArrayList<>();
    public final CountedMetrics metrics = new CountedMetrics();
    private final CountingIds ids = new CountingIds();
    private final DesktopPool pool;
    private final Session session;
    private final Clock clock = Clock.systemUTC();

    public AgentHouse(Function<Seen, List<Move>> brain) {
        this(brain, new DisplaySize(400, 300));
    }

    AgentHouse(Function<Seen, List<Move>> brain, DisplaySize size) {
        vendor = new FakeVendor(brain);
        var desktops = new FakeDesktops();
        pool =
                new DesktopPool(
                        desktops,
                        new DesktopSettings(0, 1, 0, 1, Optional.empty(), size),
                        Set::of,
                        new MemoryVeilStore(),
                        ids,
                        Metrics.none());
        try {
            session = pool.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        screen = Objects.requireNonNull(desktops.screens.get(session.desktop().id()));
    }

    public Agent agent() {
        return agent(LIMITS);
    }

    Agent agent(Limits limits) {
        return agent(limits, PACE);
    }

    Agent agent(Limits limits, ToolDesk.Pace pace) {
        var toolbox = new Toolboxes(new Cameras(ids), Control.Rules.DEFAULT).of(session);
        var desk = new ToolDesk(session, toolbox, pace);
        return agents(limits).of(RUN, WORKSPACE, desk, log::add, Redaction.NONE);
    }

    private Agents agents(Limits limits) {
        var artifacts =
                new Artifacts(
                        new MemoryArtifactStore(),
                        blobs,
                        new UrlSigner(new byte[32], clock),
                        () -> URI.create("http://localhost"),
                        clock);
        return new Agents(models(), new JsonSchemas(), limits, steps, artifacts, clock);
    }

    private RemoteModels models() {
        var key = Optional.of(new Secret("k"));
        var beta = Optional.of("computer-use-2025-11-24");
        return new RemoteModels(
                "toolset",
                List.of(
                        known("toolset", Api.ANTHROPIC, "computer_toolset_20260801", null),
                        known("single", Api.ANTHROPIC, "computer_20251124", beta.get()),
                        known("openai", Api.OPENAI, "computer", null)),
                Map.of(
                        Api.ANTHROPIC, new Endpoint(vendor.anthropic(), key, "2026-10-21"),
                        Api.OPENAI, new Endpoint(vendor.openai(), key, ""),
                        Api.COMPATIBLE, new Endpoint(vendor.chat(), Optional.empty(), "")),
                3,
                Duration.ofSeconds(30),
                metrics,
                clock);
    }

    private static KnownModel known(
            String name, Api api, String tool, @org.jspecify.annotations.Nullable String beta) {
        return new KnownModel(
                name,
                name + "-1",
                api,
                Optional.of(tool),
                Optional.ofNullable(beta),
                1568,
                1_150_000,
                Optional.empty(),
                4096,
                Optional.of(
                        new Prices(
                                BigDecimal.valueOf(3),
                                BigDecimal.valueOf(15),
                                new BigDecimal("0.3"),
                                new BigDecimal("3.75"))));
    }

    /** A magenta button that turns green when it is clicked near its middle. */
    void paintButton(int x, int y, int width, int height) {
        screen.paint(x, y, width, height, MAGENTA);
        screen.listener =
                event -> {
                    var words = event.split("[ ,]");
                    if (words[0].equals("pointer")
                            && words[3].equals("1")
                            && isNear(words[1], x + width / 2, width / 4)
                            && isNear(words[2], y + height / 2, height / 4)) {
                        screen.paint(x, y, width, height, GREEN);
                    }
                };
    }

    private static boolean isNear(String value, int wanted, int most) {
        return Math.abs(Integer.parseInt(value) - wanted) <= most;
    }

    @Override
    public void close() {
        vendor.close();
        pool.close();
    }
}
