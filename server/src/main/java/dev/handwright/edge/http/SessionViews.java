package dev.handwright.edge.http;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.tools.Toolboxes;
import dev.handwright.viewing.ViewSession;
import dev.handwright.viewing.ViewSessions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Sessions as JSON, each time with a fresh link. */
public final class SessionViews {
    private final DesktopPool desktops;
    private final Toolboxes toolboxes;
    private final ViewSessions sessions;
    private final Supplier<URI> publicUrl;

    public SessionViews(
            DesktopPool desktops,
            Toolboxes toolboxes,
            ViewSessions sessions,
            Supplier<URI> publicUrl) {
        this.desktops = desktops;
        this.toolboxes = toolboxes;
        this.sessions = sessions;
        this.publicUrl = publicUrl;
    }

    /** Empty where the desktop has none, or has just ended; asking is no use of the desktop. */
    public Optional<Map<String, Object>> of(Desktop.Id desktop) {
        return sessions.find(desktop)
                .flatMap(it -> desktops.find(desktop).map(living -> shown(it, living)));
    }

    Map<String, Object> shown(ViewSession session, dev.handwright.desktops.Session desktop) {
        var body = new LinkedHashMap<String, Object>();
        var token = sessions.token(session);
        body.put("href", ViewRoutes.href(publicUrl.get(), session.desktop(), token));
        body.put("active", true);
        body.put("interactive", toolboxes.control(desktop).holder().isPresent());
        return body;
    }
}
