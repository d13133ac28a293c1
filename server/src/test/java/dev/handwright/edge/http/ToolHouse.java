package dev.handwright.edge.http;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlDesktopStore;
import dev.handwright.adapter.sql.SqlToolLogStore;
import dev.handwright.adapter.sql.SqlWorkspaceStore;
import dev.handwright.base.Json;
import dev.handwright.base.Metrics;
import dev.handwright.desktops.CreateResult;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.DesktopSettings;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.NewDesktop;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.FakeScreen;
import dev.handwright.fakes.MemoryVeilStore;
import dev.handwright.fakes.SeededIds;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.tools.Cameras;
import dev.handwright.tools.ClipboardTool;
import dev.handwright.tools.ComputerTool;
import dev.handwright.tools.Control;
import dev.handwright.tools.Executions;
import dev.handwright.tools.ToolLog;
import dev.handwright.tools.Toolboxes;
import dev.handwright.tools.Tools;
import dev.handwright.tools.WindowsTool;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspace;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The routes of tools over a fake desktop, with a real database and server. */
final class ToolHouse implements AutoCloseable {
    final FakeDesktops host = new FakeDesktops();
    final Desktop.Id desktop;
    final Desktops desktops;
    final Workspace.Id workspace;
    private final FakeClock clock = new FakeClock();
    private final CountingIds ids = new CountingIds();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Database database;
    private final DesktopPool pool;
    private final Server server;
    private final Workspaces workspaces;
    private final String key;
    private ToolLog log;

    ToolHouse(Path folder) {
        database = TestDatabase.open(folder);
        workspaces = new Workspaces(new SqlWorkspaceStore(database), clock, ids);
        workspace = workspaces.create("one").id();
        key = key(workspace);
        var settings = new DesktopSettings(0, 5, 0, 5, Optional.empty(), DisplaySize.DEFAULT);
        pool = new DesktopPool(host, settings, Set::of, new MemoryVeilStore(), ids, Metrics.none());
        desktops =
                new Desktops(
                        pool,
                        new SqlDesktopStore(database, TestDatabase.NODE),
                        settings,
                        clock,
                        Metrics.none());
        desktop =
                ((CreateResult.Created) desktops.create(workspace, NewDesktop.plain()))
                        .desktop()
                        .id();
        log = new ToolLog(new SqlToolLogStore(database), clock, ids);
        var tools = new Tools(List.of(new ComputerTool(), new ClipboardTool(), new WindowsTool()));
        var toolboxes = new Toolboxes(new Cameras(new SeededIds(1)), Control.Rules.DEFAULT);
        var executions = new Executions(tools, toolboxes, log);
        server =
                Loopback.server(
                        workspaces,
                        clock,
                        ids,
                        new ToolRoutes(new OpenDesktops(desktops), tools, executions, log)
                                .routes());
    }

    /** A key of a workspace, new. */
    String key(Workspace.Id of) {
        return workspaces.createKey(of, "test", Set.of(KeyScope.DESKTOPS)).text();
    }

    Workspace.Id otherWorkspace() {
        return workspaces.create("other").id();
    }

    FakeScreen screen() {
        return Objects.requireNonNull(host.screens.get(desktop));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** With scope desktops. */
    String key() {
        return key;
    }

    /** What the screen was told since the last time, without barriers. */
    List<String> events() {
        var events = new ArrayList<>(screen().events);
        screen().events.clear();
        events.removeIf(it -> it.equals("barrier") || it.equals("watch"));
        return events;
    }

    /** The log as a server would have it that started now. */
    List<ToolLog.Entry> logAfterRestart() throws InterruptedException {
        log.close();
        log = new ToolLog(new SqlToolLogStore(database), clock, ids);
        return log.of(desktop);
    }

    Answer execute(String body) {
        return send(
                to("/desktops/" + desktop + "/execute")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer get(String path) {
        return send(to(path));
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        log.close();
        pool.close();
        database.close();
    }

    record Answer(int status, String text) {
        Map<String, ?> json() {
            return Json.readObject(text);
        }

        List<?> list() {
            return (List<?>) Objects.requireNonNull(Json.read(text));
        }

        String error() {
            return String.valueOf(json().get("error"));
        }
    }
}
