package dev.handwright.edge.http;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.desktops.Desktops;
import dev.handwright.desktops.Film;
import dev.handwright.desktops.Films;
import dev.handwright.desktops.Session;
import dev.handwright.workspaces.KeyScope;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Switching a desktop's recording on and off, and the link to the film. */
public final class RecordingRoutes {
    private final Desktops desktops;
    private final Films films;
    private final Artifacts artifacts;
    private final Duration linksLast;
    private final Clock clock;

    /**
     * @param linksLast how long the presigned URL in an answer can be used
     */
    public RecordingRoutes(
            Desktops desktops, Films films, Artifacts artifacts, Duration linksLast, Clock clock) {
        this.desktops = desktops;
        this.films = films;
        this.artifacts = artifacts;
        this.linksLast = linksLast;
        this.clock = clock;
    }

    public List<Route> routes() {
        var key = Access.key(KeyScope.DESKTOPS);
        var path = "/desktops/{id}/recording";
        return List.of(
                Route.put(path, key, this::start),
                Route.get(path, key, this::find),
                Route.delete(path, key, this::stop));
    }

    private Reply start(Request request) {
        films.start(request.workspace(), session(request));
        if (desktops.find(request.workspace(), OpenDesktops.id(request)).isEmpty()) {
            films.stop(OpenDesktops.id(request)); // it has ended meanwhile
        }
        return state(request);
    }

    private Reply stop(Request request) {
        films.stop(session(request).desktop().id());
        return state(request);
    }

    /** The film of a desktop that is gone is found, too. */
    private Reply find(Request request) {
        var id = OpenDesktops.id(request);
        if (films.last(request.workspace(), id).isEmpty()) {
            session(request);
        }
        return state(request);
    }

    private Session session(Request request) {
        return new OpenDesktops(desktops).of(request);
    }

    private Reply state(Request request) {
        var id = OpenDesktops.id(request);
        var body = new LinkedHashMap<String, Object>();
        var since = films.since(id);
        body.put("recording", since.isPresent());
        since.ifPresent(it -> body.put("started_at", it.getEpochSecond()));
        films.last(request.workspace(), id).ifPresent(it -> body.put("film", film(it)));
        return Reply.json(200, body);
    }

    private Map<String, Object> film(Film film) {
        var expires = clock.instant().plus(linksLast);
        var body = new LinkedHashMap<String, Object>();
        body.put("started_at", film.startedAt().getEpochSecond());
        body.put("ended_at", film.endedAt().getEpochSecond());
        body.put("url", artifacts.url(film.id(), Artifact.Kind.RECORDING, expires).toString());
        body.put("expires_at", expires.getEpochSecond());
        return body;
    }
}
