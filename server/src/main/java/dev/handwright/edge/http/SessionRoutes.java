package dev.handwright.edge.http;

import dev.handwright.viewing.Scope;
import dev.handwright.viewing.ViewSessions;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sessions: leave for people to watch a desktop, and its link. */
public final class SessionRoutes {
    private final OpenDesktops desktops;
    private final ViewSessions sessions;
    private final SessionViews views;

    public SessionRoutes(OpenDesktops desktops, ViewSessions sessions, SessionViews views) {
        this.desktops = desktops;
        this.sessions = sessions;
        this.views = views;
    }

    public List<Route> routes() {
        var key = Access.key(KeyScope.DESKTOPS);
        return List.of(
                Route.put("/desktops/{id}/session", key, this::put),
                Route.get("/desktops/{id}/session", key, this::get),
                Route.delete("/desktops/{id}/session", key, this::delete));
    }

    private Reply put(Request request) throws IOException {
        var desktop = desktops.of(request);
        var session = sessions.open(desktop.desktop().id(), scope(request));
        return Reply.json(200, views.shown(session, desktop));
    }

    private Reply get(Request request) {
        var desktop = desktops.of(request);
        var session =
                sessions.find(desktop.desktop().id())
                        .orElseThrow(() ->
                                Problem.notFound(
                                        "This desktop has no session; PUT this path to open one."));
        return Reply.json(200, views.shown(session, desktop));
    }

    private Reply delete(Request request) {
        sessions.end(desktops.of(request).desktop().id());
        return Reply.noContent();
    }

    private static Optional<Scope> scope(Request request) throws IOException {
        var bytes = request.body();
        if (bytes.length == 0) {
            return Optional.empty();
        }
        Map<String, ?> body = request.json(bytes);
        var scope = body.get("scope");
        if (scope == null) {
            return Optional.empty();
        }
        return Optional.of(
                Scope.of(String.valueOf(scope))
                        .orElseThrow(() ->
                                Problem.badRequest(
                                        "The field 'scope' must be \"view\" or \"control\".")));
    }
}
