package dev.handwright.edge.http;

import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.OwnedDesktop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Desktops as JSON: snake_case, times in Unix seconds, absent rather than null. */
final class DesktopViews {
    private DesktopViews() {}

    /**
     * @param session where people may watch it
     */
    static Map<String, Object> living(OwnedDesktop desktop, Optional<Map<String, Object>> session) {
        var body = new LinkedHashMap<String, Object>();
        body.put("desktop_id", desktop.id().value());
        body.put("desktop_type", DesktopBody.TYPE);
        body.put("status", "running");
        body.put("workspace_id", desktop.workspace().value());
        desktop.name().ifPresent(it -> body.put("name", it.value()));
        body.put("created_at", desktop.createdAt().getEpochSecond());
        body.put("updated_at", desktop.updatedAt().getEpochSecond());
        body.put("display", desktop.display());
        var network = desktop.network();
        if (!network.equals(NetworkRules.NONE)) {
            body.put("network", network(network));
        }
        desktop.idleTimeout().ifPresent(it -> body.put("idle_timeout_seconds", it.toSeconds()));
        session.ifPresent(it -> body.put("session", it));
        return body;
    }

    private record Network(List<String> allow, List<String> deny, List<String> hosts) {}

    private static Network network(NetworkRules rules) {
        return new Network(texts(rules.allowed()), texts(rules.denied()), texts(rules.hosts()));
    }

    private static List<String> texts(List<?> targets) {
        return targets.stream().map(String::valueOf).toList();
    }
}
