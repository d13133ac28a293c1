package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.desktops.Session;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.Executions;
import dev.handwright.tools.NoAnswer;
import dev.handwright.tools.Scaling;
import dev.handwright.tools.ToolLog;
import dev.handwright.tools.Tools;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a desktop's tools are, doing something with them, and what was done. */
public final class ToolRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ToolRoutes.class);

    /** Texts beyond what can be typed are refused by name; this bounds what is read at all. */
    private static final ByteSize BODY = ByteSize.mebibytes(16);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final OpenDesktops desktops;
    private final Tools tools;
    private final Executions executions;
    private final ToolLog log;

    public ToolRoutes(OpenDesktops desktops, Tools tools, Executions executions, ToolLog log) {
        this.desktops = desktops;
        this.tools = tools;
        this.executions = executions;
        this.log = log;
    }

    public List<Route> routes() {
        var access = Access.key(KeyScope.DESKTOPS);
        return List.of(
                Route.get("/desktops/{id}/tools", access, this::catalogue),
                Route.post("/desktops/{id}/execute", access, this::execute),
                Route.get("/desktops/{id}/tool-logs", access, this::log));
    }

    private Reply catalogue(Request request) {
        var screen = desktops.of(request).screen().size();
        int width = request.query("width", 16, Scaling.Size.MOST_WIDTH, screen.width());
        int height = request.query("height", 16, Scaling.Size.MOST_HEIGHT, screen.height());
        return Reply.json(200, tools.catalogue(new Scaling.Size(width, height)));
    }

    private Reply execute(Request request) throws IOException {
        var session = desktops.of(request);
        try {
            var body = ExecuteBody.read(request.json(BODY), session.screen().size());
            return Reply.json(200, ExecuteAnswer.of(body, done(session, body)));
        } catch (ActionRefused e) {
            var sentence = e.getMessage() + ".";
            throw e.onlyNow() ? Problem.conflict(sentence) : Problem.badRequest(sentence);
        } catch (NoAnswer e) {
            desktops.requireAlive(request);
            LOG.warn("desktop {} is broken", session.desktop().id(), e);
            throw Problem.unavailable(
                    e.getMessage() + "; if this goes on, delete the desktop and make another.",
                    AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The server is stopping.", AGAIN);
        }
    }

    private Executions.Done done(Session session, ExecuteBody body)
            throws ActionRefused, InterruptedException {
        return executions.execute(session, body.calls(), body.batch(), body.scaling(), body.look());
    }

    private Reply log(Request request) {
        var desktop = desktops.of(request).desktop().id();
        try {
            return Reply.json(200, log.of(desktop).stream().map(ToolRoutes::wire).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The server is stopping.", AGAIN);
        }
    }

    private static Map<String, Object> wire(ToolLog.Entry entry) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("id", entry.id());
        wire.put("timestamp", entry.at().getEpochSecond());
        wire.put("tool", entry.tool());
        wire.put("action", entry.action());
        wire.put("params", Json.raw(entry.params()));
        wire.put("status", entry.error().isEmpty() ? "ok" : "error");
        wire.put("duration_ms", entry.took().toMillis());
        entry.error().ifPresent(it -> wire.put("error", it));
        return wire;
    }
}
