package dev.handwright.edge.http;

import dev.handwright.desktops.CreateResult;
import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.OwnedDesktop;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Making, listing, naming and deleting desktops. */
public final class DesktopRoutes {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    private final Desktops desktops;
    private final Function<Desktop.Id, Optional<Map<String, Object>>> sessions;

    /**
     * @param sessions as {@link SessionViews#of}
     */
    public DesktopRoutes(
            Desktops desktops, Function<Desktop.Id, Optional<Map<String, Object>>> sessions) {
        this.desktops = desktops;
        this.sessions = sessions;
    }

    public List<Route> routes() {
        var key = Access.key(KeyScope.DESKTOPS);
        return List.of(
                Route.post("/desktops", key, this::create),
                Route.get("/desktops", key, this::list),
                Route.get("/desktops/{id}", key, this::find),
                Route.patch("/desktops/{id}", key, this::rename),
                Route.delete("/desktops/{id}", key, this::delete));
    }

    private Reply create(Request request) throws IOException {
        return switch (desktops.create(request.workspace(), DesktopBody.create(request))) {
            case CreateResult.Created(var made) -> Reply.json(201, view(made));
            case CreateResult.OverQuota(int limit) ->
                    throw Problem.conflict(
                            "This workspace has %d desktops, as many as it may (desktops.per_workspace);"
                                            .formatted(limit)
                                    + " delete one first.");
            case CreateResult.NoneFree() ->
                    throw Problem.unavailable(
                            "No desktop is free: as many are alive as this server may have"
                                    + " (desktops.most), some kept for runs (desktops.for_runs)."
                                    + " Try again later.",
                            TRY_AGAIN);
            case CreateResult.NotStarted() ->
                    throw Problem.unavailable(
                            "No desktop could be started; the cause is in the server's log under"
                                    + " the X-Request-Id of this answer. Try again later.",
                            TRY_AGAIN);
        };
    }

    private Reply list(Request request) {
        return Reply.json(
                200, desktops.list(request.workspace()).stream().map(this::view).toList());
    }

    private Reply find(Request request) {
        return desktops.find(request.workspace(), OpenDesktops.id(request))
                .map(this::shown)
                .orElseThrow(() -> none(request));
    }

    private Reply rename(Request request) throws IOException {
        var id = OpenDesktops.id(request);
        if (desktops.find(request.workspace(), id).isEmpty()) {
            throw none(request);
        }
        return desktops.rename(request.workspace(), id, DesktopBody.name(request))
                .map(this::shown)
                .orElseThrow(() -> none(request));
    }

    private Reply delete(Request request) {
        var id = OpenDesktops.id(request);
        if (!desktops.delete(request.workspace(), id)) {
            throw none(request);
        }
        var body = new LinkedHashMap<String, String>();
        body.put("desktop_id", id.value());
        body.put("status", "deleted");
        return Reply.json(200, body);
    }

    private Problem none(Request request) {
        return OpenDesktops.none(desktops, request);
    }

    private Reply shown(OwnedDesktop desktop) {
        return Reply.json(200, view(desktop));
    }

    private Map<String, Object> view(OwnedDesktop desktop) {
        return DesktopViews.living(desktop, sessions.apply(desktop.id()));
    }
}
