package dev.handwright.edge.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.SqlDesktopStore;
import dev.handwright.adapter.sql.SqlViewSessionStore;
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
import dev.handwright.fakes.Await;
import dev.handwright.fakes.CountingIds;
import dev.handwright.fakes.FakeClock;
import dev.handwright.fakes.FakeDesktops;
import dev.handwright.fakes.MemoryVeilStore;
import dev.handwright.fakes.SeededIds;
import dev.handwright.fakes.TestDatabase;
import dev.handwright.fakes.ViewerSocket;
import dev.handwright.tools.Cameras;
import dev.handwright.tools.Control;
import dev.handwright.tools.Toolboxes;
import dev.handwright.viewing.ViewSessions;
import dev.handwright.viewing.ViewSettings;
import dev.handwright.viewing.Viewers;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and the viewer's WebSocket over HTTP, with display servers that say nothing. */
@Tag("database")
final class ViewRoutesTest {
    private static final URI PUBLIC = URI.create("https://hand.example.com");
    private static final int MOST_VIEWERS = 3;

    @TempDir private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Database database;
    private DesktopPool pool;
    private Toolboxes toolboxes;
    private Viewers viewers;
    private Server server;
    private String key;
    private String desktop;

    @BeforeEach
    void start() {
        var clock = new FakeClock();
        var ids = new CountingIds();
        var host = new FakeDesktops();
        database = TestDatabase.open(folder);
        var workspaces = new Workspaces(new SqlWorkspaceStore(database), clock, ids);
        var workspace = workspaces.create("one").id();
        key = workspaces.createKey(workspace, "test", Set.of(KeyScope.DESKTOPS)).text();
        var settings = new DesktopSettings(0, 1, 0, 1, Optional.empty(), DisplaySize.DEFAULT);
        pool = new DesktopPool(host, settings, Set::of, new MemoryVeilStore(), ids, Metrics.none());
        var desktops =
                new Desktops(
                        pool,
                        new SqlDesktopStore(database, TestDatabase.NODE),
                        settings,
                        clock,
                        Metrics.none());
        var made = (CreateResult.Created) desktops.create(workspace, NewDesktop.plain());
        desktop = made.desktop().id().value();
        var watching = new ViewSettings(Duration.ofMinutes(15), Duration.ofHours(1), MOST_VIEWERS);
        viewers = new Viewers(host, watching, clock);
        var store = new SqlViewSessionStore(database);
        var sessions = new ViewSessions(store, new byte[32], viewers, watching, clock, ids);
        toolboxes = new Toolboxes(new Cameras(new SeededIds(1)), Control.Rules.DEFAULT);
        var views = new SessionViews(pool, toolboxes, sessions, () -> PUBLIC);
        var routes = new ArrayList<Route>();
        routes.addAll(new DesktopRoutes(desktops, views::of).routes());
        routes.addAll(new SessionRoutes(new OpenDesktops(desktops), sessions, views).routes());
        routes.addAll(
                new ViewRoutes(pool, toolboxes, sessions, viewers, () -> PUBLIC, List.of())
                        .routes());
        server = Loopback.server(workspaces, clock, ids, routes);
    }

    @AfterEach
    void stop() {
        viewers.close();
        client.shutdownNow();
        server.close();
        pool.close();
        database.close();
    }

    @Test
    void aDesktopIsShownWithItsSessionWhileItHasOne() throws Exception {
        assertThat(json("GET", "")).doesNotContainKey("session");
        var opened = json("PUT", "/session");
        assertThat(opened).containsEntry("active", true).containsEntry("interactive", false);
        assertThat(json("GET", "")).containsEntry("session", opened);
        assertThat(send("GET", "/desktops")).contains("\"session\":{\"href\"");
        send("DELETE", path("/session"));
        assertThat(json("GET", "")).doesNotContainKey("session");
    }

    @Test
    void aPageOfThisServerAndAProgramMayOpenTheSocket() throws Exception {
        for (var origin : List.of("https://hand.example.com", "HTTPS://Hand.example.com")) {
            assertGreeted(connect(Optional.of(origin)));
        }
        assertGreeted(connect(Optional.empty()));
    }

    @Test
    void aPageOfAnyOtherOriginMayNot() throws Exception {
        for (var origin :
                List.of(
                        "https://evil.example.com",
                        "http://hand.example.com",
                        "https://hand.example.com:8443",
                        "https://hand.example.com.evil.example",
                        "https://evil.example/https://hand.example.com",
                        "null",
                        "")) {
            assertThatThrownBy(() -> connect(Optional.of(origin)))
                    .as(origin)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            it -> assertThat(it.getResponse().statusCode()).isEqualTo(403));
        }
        assertThat(viewers.count(new Desktop.Id(desktop))).isZero();
    }

    @Test
    void onlyAGetOpensTheSocket() throws Exception {
        assertThat(send("WEBSOCKET_BEFORE_UPGRADE", path("/view/socket")))
                .contains("This path takes GET.");
    }

    @Test
    void oneViewerTooManyIsToldSoAndTheOthersStay() throws Exception {
        var first = connect(Optional.empty());
        var second = connect(Optional.empty());
        for (var viewer : List.of(first, second, connect(Optional.empty()))) {
            assertGreeted(viewer);
        }
        assertThat(connect(Optional.empty()).ended())
                .isEqualTo("1013 too many people watch this desktop");
        first.close();
        Await.that(() -> viewers.count(new Desktop.Id(desktop)) < MOST_VIEWERS);
        assertGreeted(connect(Optional.empty()));
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void whoReadsNothingIsCutOffBeforeItFillsTheMemory() throws Exception {
        var control = toolboxes.control(pool.find(new Desktop.Id(desktop)).orElseThrow());
        try (var _ = connectUnread()) {
            Await.that(() -> viewers.count(new Desktop.Id(desktop)) == 1);
            for (int i = 0; i < 300_000 && viewers.count(new Desktop.Id(desktop)) > 0; i++) {
                control.take(new Control.Person("ann"));
                control.take(new Control.Person("bob"));
            }
            Await.that(() -> viewers.count(new Desktop.Id(desktop)) == 0);
        }
    }

    private Socket connectUnread() throws Exception {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        var asked =
                """
                GET %s HTTP/1.1
                Host: localhost
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                Sec-WebSocket-Protocol: handwright.view, %s, viewer0123456789abcdef

                """
                        .formatted(path("/view/socket"), token())
                        .replace("\n", "\r\n");
        socket.getOutputStream().write(asked.getBytes(UTF_8));
        return socket;
    }

    @Test
    @Tag("check") // ten seconds long
    void whoDoesNotAnswerTheGreetingIsClosed() throws Exception {
        var viewer = connect(Optional.empty());
        assertGreeted(viewer);
        assertThat(viewer.ended()).startsWith("1002");
    }

    private static void assertGreeted(ViewerSocket viewer) {
        assertThat(viewer.firstBytes()).isEqualTo("RFB 003.008\n");
    }

    private ViewerSocket connect(Optional<String> origin) throws Exception {
        return ViewerSocket.open(client, address(), desktop, token(), origin);
    }

    private String token() throws Exception {
        var href = String.valueOf(json("PUT", "/session").get("href"));
        assertThat(href).startsWith(PUBLIC + path("/view?token="));
        return href.substring(href.indexOf('=') + 1);
    }

    private Map<String, @Nullable Object> json(String method, String path) throws Exception {
        return Json.readObject(send(method, path(path)));
    }

    private String path(String rest) {
        return "/desktops/" + desktop + rest;
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private String send(String method, String path) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(address() + path))
                        .header("x-api-key", key)
                        .method(method, HttpRequest.BodyPublishers.noBody());
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
