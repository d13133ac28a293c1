package dev.handwright.benchmarks;

import dev.handwright.adapter.blobs.DiskBlobStore;
import dev.handwright.adapter.local.Launcher;
import dev.handwright.adapter.local.LauncherSettings;
import dev.handwright.adapter.local.LocalDesktopHost;
import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlArtifactStore;
import dev.handwright.adapter.sql.SqlStepStore;
import dev.handwright.adapter.vlm.Endpoint;
import dev.handwright.adapter.vlm.JsonSchemas;
import dev.handwright.adapter.vlm.KnownModel;
import dev.handwright.adapter.vlm.RemoteModels;
import dev.handwright.agent.AgentFailed;
import dev.handwright.agent.Agents;
import dev.handwright.agent.Limits;
import dev.handwright.agent.ToolDesk;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.VeilStore;
import dev.handwright.secrets.Redaction;
import dev.handwright.secrets.Secret;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Cameras;
import dev.handwright.tools.Control;
import dev.handwright.tools.Scaling.Size;
import dev.handwright.tools.ToolCall;
import dev.handwright.tools.Toolboxes;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an agent's step costs besides the model's answer and the wait for the page, and what is sent
 * to the model. On a desktop with Chromium; the model answers at once. Needs root, as the launcher
 * runs inside.
 */
public final class AgentBenchmark {
    private static final int STEPS = 20;
    private static final int TASKS = 5;
    private static final Duration LOOKING = Duration.ofSeconds(20);
    private static final UUID RUN = new UUID(0, 1);

    private AgentBenchmark() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, AgentFailed, ActionRefused {
        var runtime = Files.createTempDirectory(Path.of("/tmp"), "hw-bench-");
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        var settings = new DesktopSettings(0, 1, 0, 1, Optional.empty(), DisplaySize.DEFAULT);
        var ids = new RandomIds();
        try (var launcher = new Launcher(LauncherSettings.of(runtime, "root"), Clock.systemUTC());
                var database = new Database(runtime.resolve("bench.db"))) {
            prepare(database);
            launcher.start();
            var host = new LocalDesktopHost(runtime, Clock.systemUTC());
            try (var pool =
                            new DesktopPool(
                                    host,
                                    settings,
                                    Set::of,
                                    VeilStore.none(),
                                    ids,
                                    Metrics.none());
                    var session = pool.take()) {
                var toolbox = new Toolboxes(new Cameras(ids), Control.Rules.DEFAULT).of(session);
                var desk = new ToolDesk(session, toolbox, ToolDesk.Pace.USUAL);
                browse(desk);
                measure(desk, database, runtime);
            }
        } finally {
            delete(runtime);
        }
    }

    /** The run that the steps belong to. */
    private static void prepare(Database database) {
        var rows =
                List.of(
                        "insert into workspace (id, name, created_at) values ('ws_bench', 'bench', 0)",
                        "insert into workflow (id, workspace_id, name, current_version, created_at,"
                                + " updated_at) values ('w', 'ws_bench', 'bench', 1, 0, 0)",
                        "insert into run (id, workspace_id, workflow_id, version, status, params,"
                                + " created_at, updated_at, attempt) values ('"
                                + RUN
                                + "', 'ws_bench', 'w', 1, 'running', '{}', 0, 0, 1)");
        for (var row : rows) {
            var _ = database.write(handle -> handle.execute(row));
        }
    }

    private static void browse(ToolDesk desk) throws InterruptedException, ActionRefused {
        act(desk, "left_click", Map.of("coordinate", List.of(28, 748)));
        act(desk, "wait", Map.of("duration", 8));
        act(desk, "key", Map.of("text", "ctrl+l"));
        act(desk, "type", Map.of("text", BenchDesktop.PAGE));
        act(desk, "wait", Map.of("duration", 4));
    }

    private static void act(ToolDesk desk, String action, Map<String, ?> params)
            throws InterruptedException, ActionRefused {
        var call = new ToolCall("computer", Optional.of(action), Map.copyOf(params));
        desk.perform(call, new Size(desk.size().width(), desk.size().height()));
        desk.settle();
    }

    private static void measure(ToolDesk desk, Database database, Path folder)
            throws IOException, InterruptedException, AgentFailed {
        var overheads = new double[STEPS * TASKS];
        for (int task = -1; task < TASKS; task++) { // the first warms up
            try (var vendor = new BenchVendor(STEPS)) {
                var timed = new TimedDesk(desk);
                var agent =
                        agents(vendor, database, folder)
                                .of(RUN, workspace(), timed, _ -> {}, Redaction.NONE);
                agent.execute("Click", STEPS + 1, Optional.empty());
                for (int i = 0; task >= 0 && i < STEPS; i++) {
                    long between = vendor.asked.get(i + 1).came() - vendor.asked.get(i).answered();
                    overheads[task * STEPS + i] = (between - timed.settled.get(i)) / 1e6;
                }
                if (task == TASKS - 1) {
                    Arrays.sort(overheads);
                    Row.print(
                            "an agent's step, besides model and page",
                            "≤ 40 ms",
                            overheads,
                            "p95 %.1f ms".formatted(overheads[overheads.length * 95 / 100]));
                    sent(vendor);
                }
            }
        }
        try (var vendor = new BenchVendor(0)) {
            var agent =
                    agents(vendor, database, folder)
                            .of(RUN, workspace(), desk, _ -> {}, Redaction.NONE);
            agent.verify("Is it done?", LOOKING, Optional.empty());
            Row.print(
                    "model calls of verify(timeout=20), nothing moves",
                    "1",
                    Integer.toString(vendor.asked.size()),
                    "");
        }
    }

    /** Compared with what would be sent if no picture was ever left out. */
    private static void sent(BenchVendor vendor) {
        int pictures = 0;
        int naivePictures = 0;
        long bytes = 0;
        long naiveBytes = 0;
        long allSoFar = 0;
        for (var it : vendor.asked) {
            pictures += it.pictures().size();
            naivePictures += vendor.asked.indexOf(it) + 1;
            allSoFar += it.pictures().getLast();
            bytes += it.bytes();
            naiveBytes += it.bytes() - it.pictureBytes() + allSoFar;
        }
        int count = vendor.asked.size();
        Row.print(
                "pictures a request, task of 20 steps",
                "≤ 1/3 of all so far",
                "%.1f".formatted((double) pictures / count),
                "all so far %.1f, × %.2f"
                        .formatted(
                                (double) naivePictures / count, (double) pictures / naivePictures));
        Row.print(
                "bytes a request, task of 20 steps",
                "≤ 1/3 of all so far",
                "%d KiB".formatted(bytes / count / 1024),
                "all so far %d KiB, × %.2f"
                        .formatted(naiveBytes / count / 1024, (double) bytes / naiveBytes));
    }

    private static Agents agents(BenchVendor vendor, Database database, Path folder) {
        var clock = Clock.systemUTC();
        var model =
                new KnownModel(
                        "bench",
                        "bench",
                        KnownModel.Api.ANTHROPIC,
                        Optional.of("computer_20251124"),
                        Optional.of("computer-use-2025-11-24"),
                        1568,
                        1_150_000,
                        Optional.empty(),
                        4096,
                        Optional.empty());
        var endpoint = new Endpoint(vendor.url(), Optional.of(new Secret("k")), "2026-10-21");
        var models =
                new RemoteModels(
                        "bench",
                        List.of(model),
                        Map.of(KnownModel.Api.ANTHROPIC, endpoint),
                        1,
                        Duration.ofSeconds(30),
                        Metrics.none(),
                        clock);
        var none = Limits.Bound.NONE;
        var artifacts =
                new Artifacts(
                        new SqlArtifactStore(database),
                        new DiskBlobStore(folder.resolve("blobs")),
                        new UrlSigner(new byte[32], clock),
                        vendor::url,
                        clock);
        return new Agents(
                models,
                new JsonSchemas(),
                new Limits(Duration.ofMinutes(5), 100, 4, none, none, none),
                new SqlStepStore(database),
                artifacts,
                clock);
    }

    private static Workspace.Id workspace() {
        return new Workspace.Id("ws_bench");
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
